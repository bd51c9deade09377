"""k-means over TF-IDF of words and of character 5-grams (scikit-learn), as a peer for groups without a list.

Reads {"texts": [...], "labels": [...], "k": n, "seeds": [...]} and prints for each method the mean, least and largest
normalised mutual information with the labels over the seeds; of each seed the best of 10 starts.
"""

import json
import sys

from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import normalized_mutual_info_score


def main():
    asked = json.load(sys.stdin)
    methods = [
        ("k-means, words", TfidfVectorizer(sublinear_tf=True)),
        ("k-means, character 5-grams", TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(5, 5))),
    ]
    out = []
    for name, vectorizer in methods:
        matrix = vectorizer.fit_transform(asked["texts"])
        values = []
        for seed in asked["seeds"]:
            found = KMeans(asked["k"], n_init=10, random_state=seed).fit_predict(matrix)
            values.append(normalized_mutual_info_score(asked["labels"], found))
        out.append(
            {"name": name, "nmi": sum(values) / len(values), "least": min(values), "most": max(values)}
        )
    print(json.dumps(out))


if __name__ == "__main__":
    main()
