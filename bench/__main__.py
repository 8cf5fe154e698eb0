"""All benchmarks, one after the other."""

from bench import (
    adaptive,
    calibration,
    check_bank,
    mirt_peer,
    near_duplicates,
    scoring,
    search_bank,
    service_crash,
    service_load,
)

if __name__ == "__main__":
    check_bank.main()
    near_duplicates.main()
    search_bank.main()
    scoring.main()
    adaptive.main()
    calibration.main()
    service_load.main()
    service_crash.main()
    mirt_peer.main()
