import torch


def grouped_output(heads, down, up):
    groups = heads.reshape(len(heads), len(down), -1)  # (n, g, h/g · c)
    low = torch.einsum("ngc,gcr->ngr", groups, down)
    return low.flatten(1) @ up
