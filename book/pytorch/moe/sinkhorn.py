import math

import torch


def plan(logits, iterations):
    tokens, experts = logits.shape
    for _ in range(iterations):
        logits = logits.log_softmax(dim=1) - math.log(tokens)
        logits = logits.log_softmax(dim=0) - math.log(experts)
    return logits.exp()


def choose(logits, iterations):
    return plan(logits, iterations).argmax(dim=1)


def route(logits, iterations, training):
    experts = choose(logits, iterations) if training else logits.argmax(dim=1)
    own = logits.gather(1, experts[:, None]).squeeze(1)
    return experts, own.sigmoid()
