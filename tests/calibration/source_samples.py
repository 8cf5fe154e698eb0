"""Long tables of many candidates and few answers each, and the estimation that tests run on them."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pixauthor.irt.em import Problem
from pixauthor.irt.items import arrange
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out
from pixauthor.responses.frame import SCHEMA


def draw_table(n_persons, n_items, per_person, seed=0):
    """Return a long table in an order of chance, with the columns of stored responses."""
    rng = np.random.default_rng(seed)
    given = np.argsort(rng.random((n_persons, n_items)), axis=1)[:, :per_person].ravel()
    person = np.repeat(np.arange(n_persons), per_person)
    theta, b = rng.normal(size=n_persons), rng.normal(0.0, 1.2, n_items)
    right = rng.random(person.size) < 1 / (1 + np.exp(-(theta[person] - b[given])))
    order = rng.permutation(person.size)
    ids = rng.permutation(n_persons)
    columns = {
        "candidate": [f"c{k:07d}" for k in ids[person[order]]],
        "item": [f"item-{k:04d}" for k in given[order]],
        "version": np.ones(person.size, np.int32),
        "answer": pa.nulls(person.size, pa.string()),
        "status": np.where(right[order], "ok", "ko"),
        "score": right[order].astype(float),
        "seconds": pa.nulls(person.size, pa.float64()),
        "answered_at": pa.array(rng.integers(0, 10**12, person.size), pa.timestamp("us", tz="UTC")),
        "session": ["s"] * person.size,
        "simulated": [True] * person.size,
        "source": ["0"] * person.size,
    }
    return pa.table(columns, schema=SCHEMA)


def frame_of(rows, columns=("candidate", "item", "version", "score")):
    """Return a data frame of tuples."""
    return pd.DataFrame(rows, columns=list(columns))


def write_pieces(folder, table, n_pieces):
    """Write a table as several Parquet files."""
    folder.mkdir()
    size = -(-table.num_rows // n_pieces)
    for k in range(n_pieces):
        pq.write_table(table.slice(k * size, size), folder / f"{k}.parquet")
    return folder


def write_many(path, n_persons, n_items, per_person, seed=0):
    """Write a long table of very many right and wrong answers, a few candidates' at a time, to one Parquet file."""
    rng = np.random.default_rng(seed)
    labels, names = (pa.array([f"{kind}{k:08d}" for k in range(n)]) for kind, n in (("c", n_persons), ("i", n_items)))
    schema = pa.schema([SCHEMA.field(name) for name in ("candidate", "item", "version", "score")])
    with pq.ParquetWriter(path, schema) as writer:
        for persons in np.array_split(rng.permutation(n_persons), 40):
            given = (rng.integers(n_items, size=(persons.size, 1)) + np.arange(per_person)) % n_items
            columns = labels.take(np.repeat(persons, per_person)), names.take(given.ravel())
            rest = np.ones(given.size, np.int32), rng.integers(2, size=given.size).astype(float)
            writer.write_table(pa.table([*columns, *rest], schema=schema))


def problem_of(source, encoded, **options):
    """Return the estimation of the 2PL from the shares of right answers."""
    items = arrange(["2pl"] * len(encoded.items), encoded.n_categories)
    shares = encoded.counts.reshape(-1, 2) / encoded.counts.reshape(-1, 2).sum(axis=1, keepdims=True)
    items = items.with_working([items.blocks[0].model.start(shares)])
    nodes = np.linspace(-6, 6, 41)
    return Problem(source, items, tuple(Latent() for _ in encoded.groups), lay_out(items), nodes, **options)
