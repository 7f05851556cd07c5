"""A layer of one channel run by onnxruntime, with ONNX's own attributes."""

from typing import Any

import numpy as np
import pytest


def run(kind: str, x: np.ndarray, w: np.ndarray | None = None, **attributes: Any) -> np.ndarray:
    """The output of an ONNX operator for an input (1, 1, ...), and a weight (1, 1, ...) if it has one."""
    onnx = pytest.importorskip("onnx", reason="needs onnx: pip install 'conv-visualize[test]'")
    found = run_node(onnx.helper.make_node(kind, ["x"] if w is None else ["x", "w"], ["y"], **attributes), x, w)
    assert found.shape[0] == 1
    return np.asarray(found[0])


def run_node(node: Any, x: np.ndarray, w: np.ndarray | None = None) -> np.ndarray:
    """The output y of a node of ONNX for an input (1, ...) and a weight, without the batch."""
    onnxruntime = pytest.importorskip("onnxruntime", reason="needs onnxruntime: pip install 'conv-visualize[test]'")
    onnx = pytest.importorskip("onnx", reason="needs onnx: pip install 'conv-visualize[test]'")
    arrays = {"x": x.astype(np.float32)} | ({} if w is None else {"w": w.astype(np.float32)})
    helper, kind_of_number = onnx.helper, onnx.TensorProto.FLOAT
    inputs = [helper.make_tensor_value_info(name, kind_of_number, array.shape) for name, array in arrays.items()]
    output = helper.make_tensor_value_info("y", kind_of_number, None)
    graph = helper.make_graph([node], "layer", inputs, [output])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)])
    model.ir_version = 10
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # it warns of shapes that it infers otherwise
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    found = session.run(None, arrays)[0]
    return np.asarray(found[0])
