/// A lab: what is looked at, and how.
public enum LabName: String, Hashable, Sendable, CaseIterable {
  /// Maximum likelihood by EM.
  case em
  /// The evidence lower bound under a chosen law of the latent.
  case vi
  /// Variational autoencoders.
  case vae
  /// Denoising diffusion.
  case diffusion
  /// All rungs on one axis.
  case ladder

  /// As its tab shows it.
  var title: String {
    switch self {
    case .diffusion: "Diff"
    case .ladder: "Ladder"
    default: rawValue.uppercased()
    }
  }
  /// The key that leads to it.
  var action: Action {
    switch self {
    case .em: .showEM
    case .vi: .showVI
    case .vae: .showVAE
    case .diffusion: .showDiffusion
    case .ladder: .showLadder
    }
  }
}
