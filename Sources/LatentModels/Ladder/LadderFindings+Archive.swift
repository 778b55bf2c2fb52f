import NumericCore

extension ModelArchive {
  /// The name by which an archive says that it holds a ladder.
  static let ladderName = "ladder"

  /// Whether it holds a ladder, which the lab of that kind shows.
  public var isLadder: Bool { metadata["model"] == Self.ladderName }
}

extension LadderFindings {
  /// Everything that was found: settings and plan, and of each rung that is done its scores row by row, its samples and what was
  /// fitted, behind the rung's name (`gmm.fit.means`, `gmm.in-sample.likelihood`). A rung under way is kept as one that waits.
  ///
  /// What several rungs have in common is kept once, behind the name of the first. Rows are not kept: they are made again from the
  /// data, but for rows held out that another file brought.
  /// - Parameter spread: what several seeds came to, to be kept with them.
  public func archived(with spread: LadderSpreadFindings? = nil) -> ModelArchive {
    var archive = ModelArchive(metadata: settings.metadata)
    archive.metadata["model"] = ModelArchive.ladderName
    archive.metadata["rungs"] = entries.map(\.rung.rawValue).joined(separator: ",")
    if settings.holdout == 0, let heldOut { archive.tensors["held_out"] = .init(heldOut.values) }
    var fits: [(place: String, archive: ModelArchive)] = []
    for entry in entries {
      let name = entry.rung.rawValue
      switch entry.status {
      case .waiting, .working: continue
      case .failed(let reason): archive.metadata["\(name).failure"] = reason
      case .known(let result):
        archive.add(result.archived(), prefix: "\(name).")
        let fit = result.fit.archived()
        if let same = fits.first(where: { $0.archive == fit }) {
          archive.metadata["\(name).fitted_for"] = same.place
        } else {
          fits.append((name, fit))
          archive.metadata["\(name).fitted_for"] = name
          archive.add(fit, prefix: "\(name).fit.")
        }
      }
    }
    if let spread, spread.seeds > 0 { archive.tensors["seeds"] = spread.tensor }
    return archive
  }
}

extension LadderPlan {
  /// The plan of a ladder that was saved.
  init(archive: ModelArchive) throws(FittingError) {
    guard archive.isLadder else { throw .invalidArchive(reason: "it holds no ladder") }
    let names = try ArchiveReader(archive).string("rungs").split(separator: ",").map(String.init)
    let rungs = names.compactMap(Rung.init(rawValue:))
    self.init(rungs)
    guard !rungs.isEmpty, rungs.count == names.count, self.rungs.count == rungs.count else {
      throw .invalidArchive(reason: "its rungs are not known, or one stands twice")
    }
  }
}

extension LadderSpreadFindings {
  /// Totals in nats: seeds × rungs × evaluations × values, in their orders; NaN where there is none.
  var tensor: ModelArchive.Tensor {
    let values = totals.flatMap { seed in
      plan.rungs.flatMap { rung in
        RungEvaluation.allCases.flatMap { evaluation in
          RungValue.allCases.map { seed[rung]?[evaluation]?[$0] ?? .nan }
        }
      }
    }
    return .init(
      shape: [totals.count, plan.rungs.count, RungEvaluation.allCases.count, RungValue.allCases.count],
      values: values)
  }

  /// What several seeds of the ladder in `archive` came to; nil where there were none.
  /// - Throws: `.invalidArchive`.
  public init?(archive: ModelArchive) throws(FittingError) {
    guard let tensor = archive.tensors["seeds"] else { return nil }
    let plan = try LadderPlan(archive: archive)
    let (evaluations, values) = (RungEvaluation.allCases, RungValue.allCases)
    let expected = [plan.rungs.count, evaluations.count, values.count]
    guard tensor.shape.count == 4, (1...100).contains(tensor.shape[0]),
      tensor.shape.dropFirst() == expected[...]
    else {
      throw .invalidArchive(
        reason: "tensor \"seeds\" has shape \(tensor.shape), not [1 to 100] + \(expected)")
    }
    var next = tensor.values.makeIterator()
    var totals: [Totals] = []
    for _ in 0..<tensor.shape[0] {
      var found: Totals = [:]
      for rung in plan.rungs {
        for evaluation in evaluations {
          for value in values {
            guard let nats = next.next(), !nats.isNaN else { continue }
            try RungScore.check(nats, of: "seeds")
            found[rung, default: [:]][evaluation, default: [:]][value] = nats
          }
        }
      }
      totals.append(found)
    }
    self.init(plan: plan, totals: totals)
  }
}
