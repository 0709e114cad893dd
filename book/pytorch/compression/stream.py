from types import SimpleNamespace

import torch


def start(current, previous):
    return SimpleNamespace(current=current, previous=previous, held=[], seen=0)


def push(stream, token):
    block = len(stream.current)
    stream.held.append(token)
    stream.seen += 1
    if stream.seen % block:
        return None
    before, own = stream.held[:-block], stream.held[-block:]
    stream.held = own
    values = [t.current_value for t in own] + [t.previous_value for t in before]
    gates = [t.current_gate + bias for t, bias in zip(own, stream.current)]
    for t, bias in zip(before, stream.previous):
        gates.append(t.previous_gate + bias)
    weights = torch.stack(gates).softmax(dim=0)
    return (weights * torch.stack(values)).sum(dim=0)
