import RealModule

/// What stands between two levels of a chain, s below t: q(x_s | x_t, x₀) = N(μ̃, β̃ I) with μ̃ = rowShare x_t + cleanShare x₀.
///
/// For neighbours these are the β_t, β̃_t and c_t of the schedule; levels may be left out between them.
struct ReverseKernel {
  /// β = 1 − ᾱ_t/ᾱ_s.
  let beta: Double
  /// β̃ = β (1 − ᾱ_s)/(1 − ᾱ_t); 0 where s is the data.
  let betaTilde: Double
  /// c = √ᾱ_s β/(1 − ᾱ_t), what x₀ is multiplied by in μ̃.
  let cleanShare: Double
  /// √(1 − β) (1 − ᾱ_s)/(1 − ᾱ_t), what x_t is multiplied by in μ̃.
  let rowShare: Double

  init(from t: NoiseLevel, to s: NoiseLevel) {
    beta = -Double.expMinusOne(t.logSignal - s.logSignal)
    betaTilde = beta * s.noiseVariance / t.noiseVariance
    cleanShare = s.signal * beta / t.noiseVariance
    rowShare = Double.exp(0.5 * (t.logSignal - s.logSignal)) * s.noiseVariance / t.noiseVariance
  }
}
