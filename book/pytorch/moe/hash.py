def balanced(counts, experts):
    load = [0] * experts
    table = [0] * len(counts)
    for token in sorted(range(len(counts)), key=lambda token: -counts[token]):
        table[token] = load.index(min(load))
        load[table[token]] += counts[token]
    return table


def random(vocabulary, experts, seed):
    table = []
    for _ in range(vocabulary):
        seed = (1_103_515_245 * seed + 12_345) % 2**31
        table.append(seed * experts >> 31)
    return table


def bigram(tokens, experts):
    table = []
    for token, previous in zip(tokens, [0] + tokens):
        mix = 2_654_435_761 * token % 2**32 ^ 2_246_822_519 * previous % 2**32
        table.append(mix * experts >> 32)
    return table
