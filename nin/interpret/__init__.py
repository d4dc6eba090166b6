"""Looking inside a network that has weights: why it answers what it answers.

One module for each way of asking: the products behind one cell (`xray`, its ops in `xray_steps`), a
channel switched off (`muting`), what a channel is for (`channels`), the sum behind a logit
(`logit_ledger`), gradients (`gradcam`, which go through pools by `pool_gradient`), a part covered
(`occlusion`), everything moved (`shifts`), and a drawing classified (`classify`).

All take a network, its weights and what `forward` made of them, as plain arrays, and write to none.
`many_images` is for questions that take more than one image.
"""
