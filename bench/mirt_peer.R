# Estimates 2PL items with mirt; called by mirt_peer.py.
# Arguments: file of answers (one byte each, candidate after candidate, -1 for none), number of items.
# Prints seconds, CPU seconds, log-likelihood and version, then a slope and an intercept a line.
suppressMessages(library(mirt))
arguments <- commandArgs(trailingOnly = TRUE)
n_items <- as.integer(arguments[2])
bytes <- readBin(arguments[1], "integer", file.size(arguments[1]), size = 1)
bytes[bytes < 0] <- NA
answers <- as.data.frame(matrix(bytes, ncol = n_items, byrow = TRUE))
rm(bytes)
limits <- list(theta_lim = c(-6, 6), NCYCLES = 500)
taken <- system.time(
  found <- mirt(answers, 1, "2PL", TOL = 1e-4, quadpts = 31, technical = limits, verbose = FALSE)
)
busy <- taken[["user.self"]] + taken[["sys.self"]]
cat(taken[["elapsed"]], busy, extract.mirt(found, "logLik"), as.character(packageVersion("mirt")), "\n")
write.table(coef(found, simplify = TRUE)$items[, 1:2], col.names = FALSE, row.names = FALSE)
