import NumericCore

/// Mixtures of every number of components and every family asked for, each from several starts, to choose one by an
/// information criterion.
///
/// Start s of every cell has the seed `seed + s`, so a single fit with those settings gives the same. All climb by EM
/// itself, whatever the method of the settings: the criteria are those of a maximum of ℓ. Of each cell its best fit is
/// kept, and how many starts failed.
public struct MixtureSelection: Study {
  /// The data.
  public let data: DataTable
  /// The numbers of components.
  public let components: ClosedRange<Int>
  /// The families.
  public let families: [CovarianceFamily]
  /// Starts per cell.
  public let starts: Int
  /// All other settings, with EM for their method.
  public let settings: MixtureSettings
  private let iterations: Int
  private var ascents: Ascents<GaussianMixture>
  private var ends: [Int: CellEnds] = [:]

  /// A selection among mixtures that have the other `settings`, each fit of at most so many iterations.
  public init(
    data: DataTable, components: ClosedRange<Int>, families: [CovarianceFamily] = CovarianceFamily.allCases,
    starts: Int = 1, settings: MixtureSettings = MixtureSettings(), iterations: Int = 1000
  ) {
    self.data = data
    self.components = components
    self.families = families
    self.starts = max(1, starts)
    var settings = settings
    settings.method = .em
    self.settings = settings
    self.iterations = iterations
    ascents = Ascents(planned: components.count * families.count * max(1, starts), rows: data.rows)
  }

  /// Fits that came to their end.
  public private(set) var done = 0
  /// Fits there are.
  public var planned: Int { ascents.planned }

  /// The cells whose fits have all ended, by number of components, then in the order of the families.
  public var findings: SelectionFindings {
    let count = components.count * families.count
    let cells = (0..<count).compactMap { cell in
      ends[cell].flatMap { $0.count == starts ? $0.found(settings(of: cell)) : nil }
    }
    return SelectionFindings(plannedCells: count, cells: cells)
  }

  /// The settings of a cell, with the seed of its first start.
  private func settings(of cell: Int) -> MixtureSettings {
    var result = settings
    result.components = components.lowerBound + cell / families.count
    result.family = families[cell % families.count]
    return result
  }

  /// Takes some fits a few iterations further.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    try data.validateWeights()
    var next = ascents
    let selection = self
    let finished = try next.advance(in: workspace) { index throws(FittingError) in
      var settings = selection.settings(of: index / selection.starts)
      settings.seed &+= UInt64(index % selection.starts)
      return Ascent(
        try GaussianMixture(data: selection.data, settings: settings), iterations: selection.iterations,
        work: settings.plan.work(on: selection.data))
    }
    for (index, outcome) in finished {
      ends[index / starts, default: CellEnds()].take(outcome, start: index % starts)
    }
    done += finished.count
    ascents = next
  }
}

/// A table of fits with what their log-likelihoods are worth.
public struct SelectionFindings: Sendable {
  /// A number of components and a family.
  public struct Cell: Sendable {
    /// K.
    public let components: Int
    /// The family.
    public let family: CovarianceFamily
    /// The best of its fits, or why there is none.
    public let result: Result<Fit, FittingError>
    /// Starts that failed.
    public let failedStarts: Int

    /// The fit, if there is one.
    public var fit: Fit? { try? result.get() }
    /// Why there is none, if there is none.
    public var failure: FittingError? {
      guard case .failure(let error) = result else { return nil }
      return error
    }
  }

  /// A fit of a cell.
  public struct Fit: Sendable {
    /// The model at its end, after an E half-step: opened, it goes on from there. Its settings give it again.
    public let model: GaussianMixture
    /// ℓ, in nats, in the data's own units.
    public let logLikelihood: Double
    /// Free parameters.
    public let degreesOfFreedom: Int
    /// AIC, BIC and ICL.
    public let criteria: InformationCriteria
    /// Whether the tolerance was met.
    public let hasConverged: Bool
    /// What speaks against the fit: a component that degenerates, or a maximum that is spurious.
    public let suspicions: [Finding]

    /// The value of a criterion.
    public func value(of criterion: SelectionCriterion) -> Double? {
      switch criterion {
      case .aic: criteria.aic
      case .bic: criteria.bic
      case .icl: criteria.icl
      }
    }
  }

  /// How many cells there will be.
  public let plannedCells: Int
  /// The cells that are known.
  public let cells: [Cell]

  /// The cell with the least value of a criterion, among those that nothing speaks against; if there are none of these,
  /// among all. Nil while there is no fit.
  public func best(by criterion: SelectionCriterion) -> Cell? {
    let fits = cells.filter { $0.fit != nil }
    let sound = fits.filter { $0.fit?.suspicions.isEmpty ?? false }
    func value(_ cell: Cell) -> Double { cell.fit?.value(of: criterion) ?? .infinity }
    return (sound.isEmpty ? fits : sound).min { value($0) < value($1) }
  }
}

/// What a model is chosen by; less is better in all of them.
public enum SelectionCriterion: String, CaseIterable, Hashable, Sendable {
  /// Schwarz (1978).
  case bic
  /// Akaike (1974).
  case aic
  /// Biernacki, Celeux & Govaert (2000).
  case icl
}

/// What is kept of the starts of a cell that came to their end.
private struct CellEnds: Sendable {
  /// How many there are.
  private(set) var count = 0
  /// The best of the fits, and which start it came from.
  private var best: (start: Int, fit: SelectionFindings.Fit)?
  /// Why the first of those that failed did, and how many did.
  private var failure: (start: Int, error: FittingError)?
  private var failures = 0

  /// Takes in how a start ended. What is kept does not depend on the order in which they end.
  mutating func take(_ outcome: Ascents<GaussianMixture>.Outcome, start: Int) {
    count += 1
    switch outcome.flatMap(SelectionFindings.Fit.of) {
    case .success(let fit):
      if let (other, present) = best,
        (fit.suspicions.isEmpty ? 1 : 0, fit.logLikelihood, other)
          <= (present.suspicions.isEmpty ? 1 : 0, present.logLikelihood, start)
      {
        return
      }
      best = (start, fit)
    case .failure(let error):
      failures += 1
      if start < failure?.start ?? .max { failure = (start, error) }
    }
  }

  /// The cell of these settings; nil before the first start ended.
  func found(_ settings: MixtureSettings) -> SelectionFindings.Cell? {
    guard let result = best.map({ .success($0.fit) }) ?? failure.map({ Result.failure($0.error) }) else {
      return nil
    }
    return SelectionFindings.Cell(
      components: settings.components, family: settings.family, result: result, failedStarts: failures)
  }
}

extension SelectionFindings.Fit {
  /// The end of an ascent.
  fileprivate static func of(_ ascent: Ascent<GaussianMixture>) -> Result<Self, FittingError> {
    guard let criteria = ascent.model.informationCriteria else { return .failure(.noCriteria) }
    return .success(
      Self(
        model: ascent.model, logLikelihood: ascent.logLikelihood,
        degreesOfFreedom: ascent.model.degreesOfFreedom, criteria: criteria,
        hasConverged: ascent.hasConverged,
        suspicions: ascent.findings.filter(\.isDegeneracy) + ascent.model.suspicions))
  }
}
