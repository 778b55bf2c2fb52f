/// A rung of the ladder: one way from rows to a log-likelihood, a bound of one, or an estimate.
///
/// The raw value is the name that commands and files use.
public enum Rung: String, CaseIterable, Hashable, Sendable {
  /// One Gaussian, fitted exactly.
  case normal
  /// Probabilistic principal components, by the closed form.
  case ppca
  /// A Gaussian mixture fitted by EM.
  case mixture = "gmm"
  /// The mixture by hard EM: each row wholly in its most probable component.
  case hard = "hard-em"
  /// The mixture under the same law of the component for all rows.
  case constantEncoder = "encoder-constant"
  /// The mixture under a softmax encoder that is linear in the columns.
  case linearEncoder = "encoder-linear"
  /// The mixture under a softmax encoder that is quadratic in the columns.
  case quadraticEncoder = "encoder-quadratic"
  /// A kernel density estimate whose bandwidth rows left out choose.
  case kernel = "kde"
  /// A variational autoencoder with linear nets.
  case linearAutoencoder = "linear-vae"
  /// A variational autoencoder with curved nets.
  case autoencoder = "vae"
  /// The same net under the bound of many weighted draws.
  case importance = "iwae"
  /// The exact denoiser of EM's mixture in a chain, with the reverse variance β̃.
  case exactLower = "ddm-lower"
  /// The same with β.
  case exactUpper = "ddm-upper"
  /// The same with the best isotropic variance.
  case exactOptimal = "ddm-optimal"
  /// The probability flow of that denoiser.
  case exactFlow = "ode"
  /// A denoising net that learned the rows, in a chain, with the reverse variance β̃.
  case learnedLower = "net-lower"
  /// The same with β.
  case learnedUpper = "net-upper"
  /// The same with the best isotropic variance.
  case learnedOptimal = "net-optimal"
  /// The probability flow of that net.
  case learnedFlow = "net-ode"

  /// The rung in the field's words.
  public var title: String {
    switch self {
    case .normal: "one Gaussian"
    case .ppca: "PPCA"
    case .mixture: "mixture, EM"
    case .hard: "mixture, hard EM"
    case .constantEncoder: "mixture, constant encoder"
    case .linearEncoder: "mixture, linear encoder"
    case .quadraticEncoder: "mixture, quadratic encoder"
    case .kernel: "kernel density"
    case .linearAutoencoder: "linear VAE"
    case .autoencoder: "VAE"
    case .importance: "VAE, weighted draws"
    case .exactLower: "exact denoiser, VLB, v = \u{3B2}~"
    case .exactUpper: "exact denoiser, VLB, v = \u{3B2}"
    case .exactOptimal: "exact denoiser, VLB, best v"
    case .exactFlow: "exact denoiser, flow"
    case .learnedLower: "learned net, VLB, v = \u{3B2}~"
    case .learnedUpper: "learned net, VLB, v = \u{3B2}"
    case .learnedOptimal: "learned net, VLB, best v"
    case .learnedFlow: "learned net, flow"
    }
  }

  /// The title in letters that every terminal has.
  public var plainTitle: String {
    switch self {
    case .exactLower: "exact denoiser, VLB, v = beta~"
    case .exactUpper: "exact denoiser, VLB, v = beta"
    case .learnedLower: "learned net, VLB, v = beta~"
    case .learnedUpper: "learned net, VLB, v = beta"
    default: title
    }
  }

  /// The reverse variance of a chain; nil for what is none.
  public var reverseVariance: ReverseVariance? {
    switch self {
    case .exactLower, .learnedLower: .lower
    case .exactUpper, .learnedUpper: .upper
    case .exactOptimal, .learnedOptimal: .optimal
    default: nil
    }
  }

  /// The encoder of a mixture under one; nil for the other rungs.
  public var encoder: MixtureEncoder? {
    switch self {
    case .hard: .hard
    case .constantEncoder: .constant
    case .linearEncoder: .linear
    case .quadraticEncoder: .quadratic
    default: nil
    }
  }
}

/// Which rungs there are to be, each once, in their order.
public struct LadderPlan: Hashable, Sendable {
  /// The rungs, in the order in which they are fitted and shown.
  public let rungs: [Rung]

  /// A ladder of those rungs; of one that is named twice the first counts.
  public init(_ rungs: [Rung]) {
    var seen: Set<Rung> = []
    self.rungs = rungs.filter { seen.insert($0).inserted }
  }

  /// Every rung there is.
  public static let all = LadderPlan(Rung.allCases)

  /// The rungs of those names, separated by commas.
  /// - Throws: `.invalidSetting` for a name that none has.
  public init(names: String) throws(FittingError) {
    var rungs: [Rung] = []
    for part in names.split(separator: ",", omittingEmptySubsequences: false) {
      guard let rung = Rung(rawValue: String(part.drop { $0 == " " })) else {
        throw .invalidSetting(
          name: "rung", found: part.isEmpty ? "no name" : String(part),
          expected: "one of " + Rung.allCases.map(\.rawValue).joined(separator: ", "))
      }
      rungs.append(rung)
    }
    self.init(rungs)
  }
}
