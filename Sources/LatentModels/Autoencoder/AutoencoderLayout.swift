import Neural
import NumericCore
import RealModule

/// Where everything of a variational autoencoder stands in one flat array of parameters: the encoder, the decoder, and log σ²
/// where it is learned.
///
///     encoder   x (D), label (C)  →  2k: means of q, then its log variances
///     decoder   z (k), label (C)  →  D: means, or log odds
public struct AutoencoderLayout: Hashable, Sendable {
  /// Columns of a row, D.
  public let columns: Int
  /// How many latents, k.
  public let latents: Int
  /// How many labels the nets are told of, C; 0 where they are not.
  public let classes: Int
  /// From a row to its q.
  public let encoder: NetworkPlan
  /// From a latent to the row's law.
  public let decoder: NetworkPlan
  /// Where log σ² stands; nil where it is not learned.
  public let logVariance: Int?
  /// How many parameters there are.
  public let count: Int
  /// What one unit of the rows, as the nets see them, is in the units of the fit.
  public let unit: Double

  /// The layout of `settings` for rows of `columns` numbers, in that unit, and `classes` labels.
  public init(_ settings: AutoencoderSettings, columns: Int, classes: Int, unit: Double = 1) {
    let (k, c) = (settings.latents, settings.isConditional ? classes : 0)
    self.columns = columns
    self.unit = unit
    latents = k
    self.classes = c
    encoder = NetworkPlan(
      widths: [columns + c] + settings.encoder + [2 * k], activation: settings.activation)
    decoder = NetworkPlan(
      widths: [k + c] + settings.decoder + [columns], activation: settings.activation,
      offset: encoder.parameters.upperBound)
    let end = decoder.parameters.upperBound
    if case .gaussian(_, true) = settings.law { logVariance = end } else { logVariance = nil }
    count = end + (logVariance == nil ? 0 : 1)
  }

  /// The parameters at the start: each net as PyTorch begins its layers, and log σ² as the settings say.
  func start(_ settings: AutoencoderSettings) -> [Double] {
    var parameters = [Double](repeating: 0, count: count)
    var random = RandomStream(seed: settings.seed, purpose: .start)
    encoder.draw(into: &parameters, initialization: .inputs, from: &random)
    decoder.draw(into: &parameters, initialization: .inputs, from: &random)
    if let logVariance, case .gaussian(let deviation, _) = settings.law {
      parameters[logVariance] = 2 * Double.log(deviation / unit)
    }
    return parameters
  }

  /// log σ² in the unit of the nets, under `settings`; 0 where the law has no σ.
  func logVariance(_ settings: AutoencoderSettings, _ parameters: [some BinaryFloatingPoint]) -> Double {
    if let logVariance { return Double(parameters[logVariance]) }
    if case .gaussian(let deviation, _) = settings.law { return 2 * Double.log(deviation / unit) }
    return 0
  }
}
