import NumericCore

/// A fitted rung, with all that its line and its marks on the axis of nats are made of.
public struct RungResult: Sendable {
  /// Which rung.
  public let rung: Rung
  /// The rung with its settings, such as "mixture K=2 full, EM".
  public let name: String
  /// Free parameters, or the weights and biases of nets.
  public let parametersCount: Int
  /// How long the fit took, by the clock of the ladder; of a rung that shares its fit with one before, nothing.
  public internal(set) var seconds: Double
  /// How long the scores and the samples took.
  public internal(set) var evaluationSeconds: Double
  /// On the rows that it was fitted to; without a value where such a one would say nothing.
  public let inSample: RungScores
  /// On rows that it did not see; nil where none were held out.
  public let heldOut: RungScores?
  /// Each row under the fit without it; nil where that is not known.
  public let leaveOneOut: RungScore?
  /// Why there is no value for rows left out, in a sentence; nil where there is one.
  public let leaveOneOutReason: String?
  /// Rows drawn from the fitted law, in the data's own units: count × D.
  public let samples: Matrix<Double>
  /// How far these are from the rows; nil where there are none.
  public let distances: SampleDistances?
  /// How the fit ended, in a few words, such as "K 2 by BIC" or "h 0.155".
  public let state: String
  /// What to know of the fit, in sentences.
  public let notes: [String]
  /// What opens in a lab of its own.
  public let fit: RungFit

  /// What it says of rows of that kind; for rows left out, their likelihood alone.
  public func scores(_ evaluation: RungEvaluation) -> RungScores? {
    switch evaluation {
    case .inSample: inSample
    case .heldOut: heldOut
    case .leaveOneOut: leaveOneOut.map { RungScores(likelihood: $0) }
    }
  }

  /// The score that stands for the rung beside others: on rows held out where there are any; else in-sample, or by rows left out where
  /// that is what its number is.
  public var headline: RungScore? {
    if let heldOut { return heldOut.best }
    return inSample.best ?? leaveOneOut
  }
}

/// What was fitted for a rung, to be opened in its own lab.
public enum RungFit: Sendable {
  /// The EM lab.
  case em(AnyEMModel)
  /// The variational lab.
  case variational(AnyVariationalModel)
  /// The autoencoder lab.
  case autoencoder(VariationalAutoencoder)
  /// The diffusion lab, with the net as it was trained.
  case diffusion(DiffusionModel)
  /// The diffusion lab's exact denoiser: the mixture, in the units of the fit, and T of its chain (linear schedule).
  case exactDiffusion(GaussianMixture, levels: Int)
  /// The diffusion lab's bandwidth view: h, in the units of the fit, and the places that were tried.
  case kernel(bandwidth: Double, curve: BandwidthStudy.Curve)
}

/// How far samples are from rows, on one scale: columns in standard deviations of the fitted rows.
public struct SampleDistances: Hashable, Sendable {
  /// 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖ (Székely & Rizzo, 2013): 0 for equal sets.
  public let energy: Double
  /// The sliced Wasserstein-2 distance (Rabin et al., 2012).
  public let slicedWasserstein: Double
  /// The part of the rows with a sample no farther than their fifth nearest row (Naeem et al., 2020), of as many rows as samples: about
  /// 0.97 for samples of the law of the rows. Nil with too few rows.
  public let coverage: Double?
  /// Which rows they are from.
  public let evaluation: RungEvaluation
}
