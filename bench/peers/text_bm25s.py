"""bm25s (Lù 2024) with German stop words and Snowball, as a peer for search.

Reads {"documents": [...], "queries": {name: [...]}, "top": n, "runs": n} and prints the places found per question and the
median seconds for indexing (tokenising included), for all questions of "plain" (tokenising included) in one batch and one
by one, and for their retrieval alone: time on the processor, one thread, warm, the faster of the backends numba and numpy
for each. With no runs nothing is timed.
"""

import json
import statistics
import sys
import time

import bm25s
import Stemmer


def timed(runs, run):
    """Median seconds of a run, after one to warm up."""
    if runs == 0:
        return None
    run()
    times = []
    for _ in range(runs):
        begin = time.process_time()
        run()
        times.append(time.process_time() - begin)
    return statistics.median(times)


def main():
    asked = json.load(sys.stdin)
    stemmer = Stemmer.Stemmer("german")
    top = asked["top"]

    def tokens(texts, **more):
        return bm25s.tokenize(texts, stopwords="de", stemmer=stemmer, show_progress=False, **more)

    def build(backend):
        model = bm25s.BM25(k1=1.2, b=0.75, backend=backend)
        model.index(tokens(asked["documents"]), show_progress=False)
        return model

    def ask(model, texts):
        return model.retrieve(tokens(texts), k=top, n_threads=0, show_progress=False).documents

    plain = asked["queries"]["plain"]
    best = None
    for backend in ["numba", "numpy"]:
        model = build(backend)
        ready = tokens(plain)
        seconds = {
            "index": timed(asked["runs"], lambda: build(backend)),
            "query": timed(asked["runs"], lambda: ask(model, plain)),
            "single": timed(min(asked["runs"], 5), lambda: [ask(model, [text]) for text in plain]),
            "retrieve": timed(
                asked["runs"], lambda: model.retrieve(ready, k=top, n_threads=0, show_progress=False)
            ),
        }
        if best is None:
            best = (backend, model, seconds)
        elif asked["runs"]:
            for key, value in seconds.items():
                best[2][key] = min(best[2][key], value)
    backend, model, seconds = best
    found = {name: ask(model, texts).tolist() for name, texts in asked["queries"].items()}
    print(
        json.dumps(
            {
                "version": bm25s.__version__,
                "backend": "the faster of its numba and numpy backends",
                "seconds": seconds,
                "found": found,
            }
        )
    )


if __name__ == "__main__":
    main()
