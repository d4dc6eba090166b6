"""A network in the forms that other programs take: text, drawing, code, ONNX.

This package's face is empty on purpose: only `onnx_model` needs onnx, and who wants a table must
not load it.
"""
