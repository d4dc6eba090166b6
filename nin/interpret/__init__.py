"""Looking inside a network that has weights: why it answers what it answers.

One module for each way of asking: the products behind one cell (`xray`, its ops in `xray_steps`), a
channel switched off (`muting`), what a channel is for (`channels`), the sum behind a logit
(`logit_ledger`), gradients (`gradcam`), a part covered (`occlusion`), everything moved (`shifts`),
and a drawing classified (`classify`). The face is empty: some of them need PyTorch and some do not.
"""
