"""The teacher, all-MiniLM-L6-v2, as an ONNX graph written straight from its weights.

No deep-learning framework is needed: the weights are read from `model.safetensors`,
the six BERT layers are spelled out with plain ONNX operators (opset 17), and
onnxruntime runs the result.

    python encoder.py TEACHER_DIR            # writes TEACHER_DIR/model.onnx and checks it

The graph takes `input_ids` and `attention_mask` (int64, batch x length) and gives
`last_hidden_state` and `sentence_embedding` (mean over the mask, then L2 norm 1).
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np

SAFETENSORS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HIDDEN, HEADS = 6, 384, 12
HEAD = HIDDEN // HEADS
CLS, SEP = 101, 102


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as handle:
        for block in iter(lambda: handle.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def write_onnx(weights_path: Path, out_path: Path) -> None:
    """Spell the encoder out as an ONNX graph and save it."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from safetensors.numpy import load_file

    weights = load_file(str(weights_path))
    nodes, initializers = [], []

    def const(name: str, value: np.ndarray) -> str:
        initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(kind: str, inputs: list[str], name: str, outputs: list[str] | None = None, **attrs) -> str:
        nodes.append(helper.make_node(kind, inputs, outputs or [name], name=name, **attrs))
        return name

    def layer_norm(x: str, prefix: str, name: str) -> str:
        gain = const(f"{name}.gain", weights[f"{prefix}.weight"])
        bias = const(f"{name}.bias", weights[f"{prefix}.bias"])
        return op("LayerNormalization", [x, gain, bias], name, axis=-1, epsilon=1e-12)

    def dense(x: str, matrix: np.ndarray, bias: np.ndarray, name: str) -> str:
        product = op("MatMul", [x, const(f"{name}.weight", matrix)], f"{name}.product")
        return op("Add", [product, const(f"{name}.offset", bias)], name)

    # Embeddings. Every text is one segment, so the first token-type row is added to the positions.
    words = const("words", weights["embeddings.word_embeddings.weight"])
    positions = const(
        "positions",
        weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0],
    )
    gathered = op("Gather", [words, "input_ids"], "words.rows", axis=0)
    shape = op("Shape", ["input_ids"], "ids.shape")
    length = op("Slice", [shape, const("one", np.array([1])), const("two", np.array([2]))], "ids.length")
    axis0 = const("axis0", np.array([0]))
    used = op("Slice", [positions, axis0, length, axis0], "positions.rows")
    x = layer_norm(op("Add", [gathered, used], "embedded"), "embeddings.LayerNorm", "embedded.norm")

    # 0 where the mask is 1 and a large negative number where it is 0, as (batch, 1, 1, length).
    mask = op("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    wide = op("Unsqueeze", [mask, const("axes12", np.array([1, 2]))], "mask.wide")
    absent = op("Sub", [const("float1", np.float32(1)), wide], "mask.absent")
    penalty = op("Mul", [absent, const("minus", np.float32(-1e9))], "mask.penalty")

    split_shape = const("split.shape", np.array([0, 0, 3 * HEADS, HEAD]))
    join_shape = const("join.shape", np.array([0, 0, HIDDEN]))
    thirds = const("thirds", np.array([HEADS] * 3))
    for i in range(LAYERS):
        src, name = f"encoder.layer.{i}", f"layer{i}"
        att = f"{src}.attention.self"
        matrices = [weights[f"{att}.{part}.weight"].T for part in ("query", "key", "value")]
        biases = [weights[f"{att}.{part}.bias"] for part in ("query", "key", "value")]
        # The usual division by sqrt(head size) is folded into the query's weights.
        matrices[0] = matrices[0] / np.float32(HEAD**0.5)
        biases[0] = biases[0] / np.float32(HEAD**0.5)
        qkv = dense(x, np.concatenate(matrices, 1), np.concatenate(biases), f"{name}.qkv")
        heads = op("Reshape", [qkv, split_shape], f"{name}.heads")
        q, k, v = (f"{name}.{part}" for part in "qkv")
        op("Split", [heads, thirds], f"{name}.split", [q, k, v], axis=2)
        q = op("Transpose", [q], f"{q}.t", perm=[0, 2, 1, 3])
        k = op("Transpose", [k], f"{k}.t", perm=[0, 2, 3, 1])
        v = op("Transpose", [v], f"{v}.t", perm=[0, 2, 1, 3])
        scores = op("Add", [op("MatMul", [q, k], f"{name}.scores"), penalty], f"{name}.masked")
        mixed = op("MatMul", [op("Softmax", [scores], f"{name}.attention", axis=-1), v], f"{name}.mixed")
        joined = op("Reshape", [op("Transpose", [mixed], f"{name}.back", perm=[0, 2, 1, 3]), join_shape], f"{name}.joined")
        out = f"{src}.attention.output"
        projected = dense(joined, weights[f"{out}.dense.weight"].T, weights[f"{out}.dense.bias"], f"{name}.projected")
        x = layer_norm(op("Add", [projected, x], f"{name}.residual1"), f"{out}.LayerNorm", f"{name}.norm1")
        inner = dense(
            x, weights[f"{src}.intermediate.dense.weight"].T, weights[f"{src}.intermediate.dense.bias"], f"{name}.inner"
        )
        # Exact GELU: x / 2 * (1 + erf(x / sqrt 2)).
        scaled = op("Div", [inner, const(f"{name}.sqrt2", np.float32(2**0.5))], f"{name}.scaled")
        curve = op("Add", [op("Erf", [scaled], f"{name}.erf"), const(f"{name}.float1", np.float32(1))], f"{name}.curve")
        gelu = op(
            "Mul", [op("Mul", [inner, curve], f"{name}.twice"), const(f"{name}.half", np.float32(0.5))], f"{name}.gelu"
        )
        outer = dense(gelu, weights[f"{src}.output.dense.weight"].T, weights[f"{src}.output.dense.bias"], f"{name}.outer")
        x = layer_norm(op("Add", [outer, x], f"{name}.residual2"), f"{src}.output.LayerNorm", f"{name}.norm2")

    op("Identity", [x], "last", ["last_hidden_state"])
    column = op("Unsqueeze", [mask, const("axes2", np.array([2]))], "mask.column")
    total = op("ReduceSum", [op("Mul", [x, column], "kept"), const("axes1", np.array([1]))], "total", keepdims=0)
    op("LpNormalization", [total], "unit", ["sentence_embedding"], axis=-1, p=2)

    graph = helper.make_graph(
        nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in ("input_ids", "attention_mask")],
        [
            helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "length", HIDDEN]),
            helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", HIDDEN]),
        ],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="queryloom")
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, str(out_path))


class Encoder:
    """Runs the teacher over lists of token ids (without [CLS] and [SEP], which are added here)."""

    def __init__(self, teacher: Path, threads: int = 2, file: str = "model.onnx"):
        import onnxruntime

        teacher = Path(teacher)
        if file == "model.onnx" and not (teacher / file).exists():
            weights = teacher / "model.safetensors"
            if sha256(weights) != SAFETENSORS_SHA256:
                raise SystemExit(f"{weights} is not the expected file")
            write_onnx(weights, teacher / file)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(teacher / file), options, providers=["CPUExecutionProvider"]
        )

    def batch(self, rows: list[list[int]]) -> np.ndarray:
        """One padded batch."""
        length = max(map(len, rows)) + 2
        ids = np.zeros((len(rows), length), np.int64)
        mask = np.zeros((len(rows), length), np.int64)
        for i, row in enumerate(rows):
            ids[i, : len(row) + 2] = [CLS, *row, SEP]
            mask[i, : len(row) + 2] = 1
        return self.session.run(["sentence_embedding"], {"input_ids": ids, "attention_mask": mask})[0]

    def encode(self, rows: list[list[int]], tokens_a_batch: int = 4096) -> np.ndarray:
        """All rows, sorted by length inside so that little is padded; the answer keeps the given order."""
        out = np.zeros((len(rows), HIDDEN), np.float32)
        for picked in batches([len(r) for r in rows], tokens_a_batch):
            out[picked] = self.batch([rows[i] for i in picked])
        return out


def batches(lengths: list[int], tokens_a_batch: int) -> list[list[int]]:
    """Row numbers grouped by similar length, at most `tokens_a_batch` padded tokens in a group."""
    groups: list[list[int]] = []
    current: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if current and (len(current) + 1) * (lengths[i] + 2) > tokens_a_batch:
            groups.append(current)
            current = []
        current.append(i)
    return groups + [current] if current else groups


if __name__ == "__main__":
    from tokenizers import Tokenizer

    folder = Path(sys.argv[1])
    encoder = Encoder(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    texts = ["A man is eating food.", "A man is eating a piece of bread.", "The girl is carrying a baby."]
    vectors = encoder.encode([tokenizer.encode(t, add_special_tokens=False).ids for t in texts])
    print("bread %.4f  baby %.4f" % (vectors[0] @ vectors[1], vectors[0] @ vectors[2]))
