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

  /// As its tab shows it.
  var title: String { self == .diffusion ? "Diff" : rawValue.uppercased() }
  /// The key that leads to it.
  var action: Action {
    switch self {
    case .em: .showEM
    case .vi: .showVI
    case .vae: .showVAE
    case .diffusion: .showDiffusion
    }
  }
}
