/* Reference kernels of the chapter on diffusion. Matrices are row-major and contiguous. */

/* Part: noise. */

/* Part: steps. */

/* Part: targets. */

/* With dx = -beta(t) x / 2 dt + sqrt(beta(t)) dw and beta(t) = first + t (last - first),
 *   mean[i] = exp(-B / 2),  deviation[i] = sqrt(1 - exp(-B)) = sqrt(-expm1(-B)),  B = integral of beta from 0 to t[i].
 * yang-song/score_sde_pytorch, sde_lib.py, VPSDE.marginal_prob. t, mean and deviation (count). One thread: one time. */
KERNEL void vp_marginal(const real *t, real *mean, real *deviation, integer count, real first, real last)
{
    integer i = THREAD;
    if (i >= count) return;
    real integral = first * t[i] + (last - first) * t[i] * t[i] / 2;
    mean[i] = exp(-integral / 2);
    deviation[i] = sqrt(-expm1(-integral));
}

/* sigma[i] = smallest (largest / smallest)^t[i],  diffusion[i] = sigma[i] sqrt(2 ln(largest / smallest)).
 * yang-song/score_sde_pytorch, sde_lib.py, VESDE.sde. t, sigma and diffusion (count). One thread: one time. */
KERNEL void ve_noise(const real *t, real *sigma, real *diffusion, integer count, real smallest, real largest)
{
    integer i = THREAD;
    if (i >= count) return;
    real ratio = log(largest / smallest);
    sigma[i] = smallest * exp(t[i] * ratio);
    diffusion[i] = sigma[i] * sqrt(2 * ratio);
}

/* drift[i] = -beta(t) x[i] / 2 - share beta(t) score[i]: share 1 of the reverse equation, 1/2 of the probability flow.
 * yang-song/score_sde_pytorch, sde_lib.py, SDE.reverse. x, score and drift (count). One thread: one number. */
KERNEL void vp_drift(const real *x, const real *score, real *drift, integer count, real t, real first, real last, real share)
{
    integer i = THREAD;
    if (i >= count) return;
    real beta = first + t * (last - first);
    drift[i] = -beta * x[i] / 2 - share * beta * score[i];
}

/* next[i] = x[i] - (-beta(t) x[i] / 2 - beta(t) score[i]) dt + sqrt(beta(t) dt) noise[i].
 * yang-song/score_sde_pytorch, sampling.py, EulerMaruyamaPredictor.update_fn. All arrays (count). One thread: one number. */
KERNEL void vp_step(const real *x, const real *score, const real *noise, real *next, integer count, real t, real dt, real first,
                    real last)
{
    integer i = THREAD;
    if (i >= count) return;
    real beta = first + t * (last - first);
    next[i] = x[i] + beta * (x[i] / 2 + score[i]) * dt + sqrt(beta * dt) * noise[i];
}

/* A prediction in one form as another. With x = alpha x0 + sigma e the forms are 0: e, 1: x0, 2: alpha e - sigma x0, 3: -e / sigma,
 * 4: e - x0. value, x and out (rows, width), alpha and sigma (rows). google-research/diffusion_distillation, dpm.py, for 0 to 2;
 * by algebra from the definitions. One thread: one number. */
KERNEL void convert_form(const real *value, const real *x, const real *alpha, const real *sigma, real *out, integer rows,
                         integer width, integer from, integer to)
{
    integer at = THREAD;
    if (at >= rows * width) return;
    real a = alpha[at / width], s = sigma[at / width], v = value[at], data = v, noise = v;
    if (from == 0) data = (x[at] - s * v) / a;
    if (from == 1) noise = (x[at] - a * v) / s;
    if (from == 2) {
        data = (a * x[at] - s * v) / (a * a + s * s);
        noise = (a * v + s * x[at]) / (a * a + s * s);
    }
    if (from == 3) {
        noise = -s * v;
        data = (x[at] - s * noise) / a;
    }
    if (from == 4) {
        data = (x[at] - s * v) / (a + s);
        noise = (x[at] + a * v) / (a + s);
    }
    if (to == 0) out[at] = noise;
    if (to == 1) out[at] = data;
    if (to == 2) out[at] = a * noise - s * data;
    if (to == 3) out[at] = -noise / s;
    if (to == 4) out[at] = noise - data;
}

/* weight[i] = min(snr[i], gamma) / divisor, where the divisor is snr[i] for form 0 (noise), 1 for form 1 (data) and snr[i] + 1 for form 2
 * (v); 1 where snr[i] = 0. TiankaiHang/Min-SNR-Diffusion-Training, guided_diffusion/gaussian_diffusion.py. snr and weight (count).
 * One thread: one weight. */
KERNEL void min_snr(const real *snr, real *weight, integer count, integer form, real gamma)
{
    integer i = THREAD;
    if (i >= count) return;
    real least = snr[i] < gamma ? snr[i] : gamma;
    real divisor = form == 0 ? snr[i] : form == 1 ? (real)1 : snr[i] + 1;
    weight[i] = snr[i] == 0 ? (real)1 : least / divisor;
}

/* Part: levels. */

/* Part: straight. */

/* Part: networks. */

/* Part: scores. */

/* End. */
