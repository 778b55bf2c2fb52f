import NumericCore

/// What a person chose about a variational fit: which model, and its settings.
public enum VariationalPlan: Hashable, Sendable {
  /// A curve with a Gaussian latent, of one column.
  case curve(column: Int, VariationalSettings)
  /// Answers to items, seen through one ability.
  case itemResponse(ItemResponseSettings)
  /// Successes in trials, with an intercept for each group.
  case logisticIntercept(LogisticInterceptSettings)
  /// A Gaussian mixture under an encoder.
  case mixtureEncoder(MixtureEncoderSettings)
  /// The mean field of two binary latents, with data of its own.
  case binaryMeanField(BinaryMeanFieldSettings)
  /// The mean field of two correlated Gaussian latents, with data of its own.
  case gaussianMeanField(GaussianMeanFieldSettings)
  /// PPCA under a diagonal law.
  case rotatedPPCA(RotatedPPCASettings)

  /// The name and the title of the model.
  public var summary: ModelSummary {
    switch self {
    case .curve: CurveDecoder.summary
    case .itemResponse: ItemResponseDecoder.summary
    case .logisticIntercept: LogisticInterceptDecoder.summary
    case .mixtureEncoder: MixtureEncoderModel.summary
    case .binaryMeanField: BinaryMeanField.summary
    case .gaussianMeanField: GaussianMeanField.summary
    case .rotatedPPCA: RotatedPPCA.summary
    }
  }

  /// The settings that all models with a scalar latent have; nil for the others.
  public var settings: VariationalSettings? {
    get {
      switch self {
      case .curve(_, let settings): settings
      case .itemResponse(let settings): settings.variational
      case .logisticIntercept(let settings): settings.variational
      case .mixtureEncoder, .binaryMeanField, .gaussianMeanField, .rotatedPPCA: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .curve(let column, _): self = .curve(column: column, newValue)
      case .itemResponse(var settings):
        settings.variational = newValue
        self = .itemResponse(settings)
      case .logisticIntercept(var settings):
        settings.variational = newValue
        self = .logisticIntercept(settings)
      case .mixtureEncoder, .binaryMeanField, .gaussianMeanField, .rotatedPPCA: break
      }
    }
  }

  /// Names the random numbers of the fit; 0 where there are none.
  public var seed: UInt64 {
    get { if case .mixtureEncoder(let settings) = self { settings.seed } else { settings?.seed ?? 0 } }
    set {
      if case .mixtureEncoder(var settings) = self {
        settings.seed = newValue
        self = .mixtureEncoder(settings)
      } else {
        settings?.seed = newValue
      }
    }
  }

  /// The model on `data`, at its start.
  /// - Throws: a `FittingError` that says what about the data or the settings cannot be used.
  public func model(on data: DataTable) throws(FittingError) -> AnyVariationalModel {
    switch self {
    case .curve(let column, let settings):
      AnyVariationalModel(
        try VariationalFit(decoder: CurveDecoder(data: data, column: column), settings: settings))
    case .itemResponse(let settings):
      AnyVariationalModel(
        try VariationalFit(
          decoder: ItemResponseDecoder(data: data, kind: settings.kind), settings: settings.variational))
    case .logisticIntercept(let settings):
      AnyVariationalModel(
        try VariationalFit(
          decoder: LogisticInterceptDecoder(data: data, settings: settings), settings: settings.variational))
    case .mixtureEncoder(let settings):
      AnyVariationalModel(try MixtureEncoderModel(data: data, settings: settings))
    case .binaryMeanField(let settings): AnyVariationalModel(try BinaryMeanField(settings: settings))
    case .gaussianMeanField(let settings): AnyVariationalModel(try GaussianMeanField(settings: settings))
    case .rotatedPPCA(let settings): AnyVariationalModel(try RotatedPPCA(data: data, settings: settings))
    }
  }
}

/// Something that a person changes about a running variational fit. What does not belong to a model, it refuses.
public enum VariationalChange: Hashable, Sendable {
  /// Another source of q.
  case method(VariationalMethod)
  /// Another tolerance, from the next E half-step on.
  case tolerance(Double)
  /// The numbers of θ put somewhere.
  case coordinates([Double])
  /// q of one unit brought to its best, the others left as they are.
  case refine(unit: Int)
  /// q of every unit brought to its best, from where an encoder has it: semi-amortised (Kim et al., 2018).
  case refineAll
  /// The dial of a toy target: w/σ, a correlation, an angle.
  case dial(Double)
  /// Whether the factors of a mean field are updated at once.
  case parallel(Bool)
  /// Another law of the component in a mixture.
  case mixtureEncoder(MixtureEncoder)
  /// Another shape of a mixture's covariances.
  case family(CovarianceFamily)
  /// Another number of components of a mixture.
  case components(Int)
  /// q of one unit put somewhere by hand.
  case law(unit: Int, GaussianLaw)
}

extension VariationalChange: CustomStringConvertible {
  /// The change in a few words, as a history shows it.
  public var description: String {
    switch self {
    case .method(let method): "q set to \(method.name)"
    case .tolerance(let tolerance): "tolerance set to \(shortNumber(tolerance))"
    case .coordinates: "parameter placed by hand"
    case .refine(let unit): "q of unit \(unit + 1) refined"
    case .refineAll: "q of every unit refined"
    case .dial(let value): "dial set to \(shortNumber(value))"
    case .parallel(let isOn): isOn ? "factors updated at once" : "factors updated in turn"
    case .mixtureEncoder(let encoder): "q set to \(encoder.name)"
    case .family(let family): "covariances set to \(family.rawValue)"
    case .components(let count): "K set to \(count)"
    case .law(let unit, _): "q of unit \(unit + 1) placed by hand"
    }
  }
}
