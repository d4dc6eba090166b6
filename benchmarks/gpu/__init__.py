"""What only a machine with a GPU can show, as claims and rows; `python -m benchmarks.gpu`.

A check is a function of the `Setting`. A claim's tells whether it holds and by which figures; a
row's has figures only; what this machine cannot show is listed as such and never as passed.
Nothing here needs the pages or a browser: PyTorch, NumPy, safetensors and what training imports.
"""
