//! A chain of layers that counts what is asked of it, and what is held.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ndarray::{Array1, Array2};

/// One layer: x ↦ tanh(W x), of which dropout sets some numbers to zero.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Shape (width, width).
    pub weights: Array2<f64>,
    /// The probability that a number is dropped.
    pub dropout: f64,
}

/// What a layer has put out. A clone is the same thing once more, and needs no memory.
#[derive(Clone)]
pub struct Activation(Rc<Inner>);

struct Inner {
    values: Array1<f64>,
    /// The output before dropout, and what dropout multiplied it by.
    before: Array1<f64>,
    kept: Array1<f64>,
    held: Rc<Held>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.held.now.set(self.held.now.get() - 1);
    }
}

impl Activation {
    /// The numbers.
    pub fn values(&self) -> &Array1<f64> {
        &self.0.values
    }
}

#[derive(Default)]
struct Held {
    now: Cell<usize>,
    most: Cell<usize>,
}

/// What was asked of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Calls of `forward`.
    pub forward: usize,
    /// Calls of `backward`.
    pub backward: usize,
    /// The most activations that were held at a time; the input of the chain is one of them.
    pub held: usize,
}

/// Layers, one after the other.
pub struct Chain {
    layers: Vec<Layer>,
    random: Cell<u64>,
    forward: Cell<usize>,
    backward: Cell<usize>,
    held: Rc<Held>,
    gradients: RefCell<Vec<Array2<f64>>>,
    /// For figures: how many are held after each call.
    course: RefCell<Vec<usize>>,
}

// ANCHOR: chain
impl Chain {
    /// How many layers there are.
    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// What a layer makes of its input. If it has dropout, it draws
    /// random numbers for it.
    pub fn forward(&self, layer: usize, input: &Activation) -> Activation {
        self.forward.set(self.forward.get() + 1);
        self.output(layer, input)
    }

    /// The gradient of the loss at a layer's input, from that at its
    /// output; for its weights it is added up in the chain. `input` and
    /// `output` are those of the layer in the forward pass.
    pub fn backward(
        &self,
        layer: usize,
        input: &Activation,
        output: &Activation,
        gradient: &Array1<f64>,
    ) -> Array1<f64> {
        self.backward.set(self.backward.get() + 1);
        self.gradient(layer, input, output, gradient)
    }

    /// The gradient of the loss at the output of the last layer.
    pub fn loss(&self, output: &Activation) -> Array1<f64> {
        output.values().mapv(|y| y - 0.3)
    }

    /// The state of the random numbers.
    pub fn random(&self) -> u64 {
        self.random.get()
    }

    /// Sets it: the numbers after it are those that came after it before.
    pub fn set_random(&self, state: u64) {
        self.random.set(state);
    }
}
// ANCHOR_END: chain

impl Chain {
    /// A chain, and a state of its random numbers.
    pub fn new(layers: Vec<Layer>, random: u64) -> Chain {
        let gradients = layers.iter().map(|layer| Array2::zeros(layer.weights.dim())).collect();
        Chain {
            layers,
            random: Cell::new(random),
            forward: Cell::default(),
            backward: Cell::default(),
            held: Rc::default(),
            gradients: RefCell::new(gradients),
            course: RefCell::default(),
        }
    }

    /// An input.
    pub fn input(&self, values: Array1<f64>) -> Activation {
        let kept = Array1::ones(values.len());
        self.activation(values, kept)
    }

    /// What was asked of it.
    pub fn asked(&self) -> Asked {
        Asked { forward: self.forward.get(), backward: self.backward.get(), held: self.held.most.get() }
    }

    /// How many activations were held after each call of `forward` and of `backward`.
    pub fn course(&self) -> Vec<usize> {
        self.course.borrow().clone()
    }

    /// The gradients of the weights.
    pub fn gradients(&self) -> Vec<Array2<f64>> {
        self.gradients.borrow().clone()
    }

    fn activation(&self, before: Array1<f64>, kept: Array1<f64>) -> Activation {
        let held = &self.held;
        held.now.set(held.now.get() + 1);
        held.most.set(held.most.get().max(held.now.get()));
        let values = &before * &kept;
        Activation(Rc::new(Inner { values, before, kept, held: Rc::clone(held) }))
    }

    fn output(&self, layer: usize, input: &Activation) -> Activation {
        let Layer { weights, dropout } = &self.layers[layer];
        let before = weights.dot(input.values()).mapv(f64::tanh);
        let keep = 1.0 - dropout;
        let mut kept = Array1::ones(before.len());
        if *dropout > 0.0 {
            kept.mapv_inplace(|_: f64| if self.draw() < keep { 1.0 / keep } else { 0.0 });
        }
        let output = self.activation(before, kept);
        self.course.borrow_mut().push(self.held.now.get());
        output
    }

    fn gradient(
        &self,
        layer: usize,
        input: &Activation,
        output: &Activation,
        gradient: &Array1<f64>,
    ) -> Array1<f64> {
        let Inner { before, kept, .. } = &*output.0;
        let inner = gradient * kept * before.mapv(|y| 1.0 - y * y);
        let mut gradients = self.gradients.borrow_mut();
        for ((row, column), sum) in gradients[layer].indexed_iter_mut() {
            *sum += inner[row] * input.values()[column];
        }
        self.course.borrow_mut().push(self.held.now.get());
        self.layers[layer].weights.t().dot(&inner)
    }

    /// A number between 0 and 1 (splitmix64).
    fn draw(&self) -> f64 {
        let state = self.random.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.random.set(state);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        (z >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The gradient of the loss at a chain's input, with so many layers in a segment.
pub type Checkpointing = fn(&Chain, &Activation, usize) -> Array1<f64>;
