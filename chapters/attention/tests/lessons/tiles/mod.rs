mod held;
mod moved;
mod workers;
