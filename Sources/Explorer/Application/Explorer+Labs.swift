import LatentModels
import NumericCore

extension Explorer {
  /// Opens the lab that is shown on `data`, with a fit that starts under the present settings.
  public mutating func open(_ data: DataTable) -> [Effect] {
    switch shown {
    case .em: openEM(data)
    case .vi: openVI(data)
    }
  }

  /// Opens a saved run of `data`, where it was, in the lab that it is of.
  public mutating func open(_ archive: ModelArchive, on data: DataTable) -> [Effect] {
    let left = shown == (archive.isVariational ? .vi : .em) ? [] : pauseShown()
    shown = archive.isVariational ? .vi : .em
    return left + (archive.isVariational ? openVI(archive, on: data) : openEM(archive, on: data))
  }

  /// Turns to another lab, whose runs are where they were left; those of this one stop.
  mutating func show(_ name: LabName) -> [Effect] {
    guard name != shown else {
      say("this is the \(name.title) lab")
      return []
    }
    let before = shown
    let data = shown == .em ? lab?.data : variational?.data
    let effects = pauseShown()
    shown = name
    let isOpen = name == .em ? lab != nil : variational != nil
    guard !isOpen, let data else { return effects }
    let opened = open(data)
    // A lab with nothing in it is not turned to.
    if name == .em ? lab == nil : variational == nil { shown = before }
    return effects + opened
  }

  private mutating func pauseShown() -> [Effect] {
    switch shown {
    case .em: lab?.pauseAll() ?? []
    case .vi: variational?.pauseAll() ?? []
    }
  }

  private mutating func openEM(_ data: DataTable) -> [Effect] {
    let fitted = data.fittedRows()
    let (plan, refusal) = choice.plan(for: fitted)
    let effects = openLab(on: fitted, plan: plan, run: .fit(plan, fitted))
    if let refusal, lab != nil { say(refusal, .problem) }
    return effects
  }

  private mutating func openEM(_ archive: ModelArchive, on data: DataTable) -> [Effect] {
    let fitted = data.fittedRows()
    // Until the run reports, its own plan is not known but for the seed.
    var plan = choice.plan(for: fitted).plan
    if let seed = archive.metadata["seed"].flatMap(UInt64.init) { plan.seed = seed }
    return openLab(on: fitted, plan: plan, run: .restored(archive, fitted))
  }

  private mutating func openLab(
    on data: DataTable, plan: EMPlan, run: RunPlan
  ) -> [Effect] {
    guard data.rows > 0, data.dimensions > 0 else {
      fail(String(describing: FittingError.noData))
      return []
    }
    let discarded = lab?.discarded ?? []
    var lab = EMLab(data: data, plan: plan, firstRun: nextRun)
    lab.pace = self.lab?.pace ?? lab.pace
    nextRun += 1000
    let begun = lab.begin(with: run)
    self.lab = lab
    showNotes(of: data)
    return discarded + begun
  }

  private mutating func openVI(_ data: DataTable) -> [Effect] {
    let fitted = data.fittedRows()
    let choices = VariationalPlan.choices(for: fitted, seed: choice.seed)
    guard let suited = choices.first else {
      fail("the VI lab has no model for \(data.name): it needs a latent that the data allow")
      return []
    }
    let named: VariationalPlan? =
      if case .model(let name, _) = choice { choices.first { $0.summary.name == name } } else { nil }
    let plan = named ?? suited
    let effects = openVI(on: fitted, plan: plan, choices: choices, run: .variational(plan, fitted))
    if case .model(let name, _) = choice, named == nil, variational != nil {
      let why =
        VariationalPlan.refusal(of: name, on: fitted) ?? "\(name) is no model of the VI lab for \(data.name)"
      say("\(why); here is \(plan.summary.title)", .problem)
    }
    return effects
  }

  private mutating func openVI(_ archive: ModelArchive, on data: DataTable) -> [Effect] {
    let fitted = data.fittedRows()
    let seed = archive.metadata["seed"].flatMap(UInt64.init) ?? choice.seed
    let choices = VariationalPlan.choices(for: fitted, seed: seed)
    // Until the run reports, its own plan is not known.
    guard let plan = choices.first(where: { $0.summary.name == archive.metadata["model"] }) ?? choices.first
    else {
      fail("the VI lab has no model for \(data.name)")
      return []
    }
    return openVI(on: fitted, plan: plan, choices: choices, run: .restored(archive, fitted))
  }

  private mutating func openVI(
    on data: DataTable, plan: VariationalPlan, choices: [VariationalPlan], run: RunPlan
  ) -> [Effect] {
    guard data.rows > 0, data.dimensions > 0 else {
      fail(String(describing: FittingError.noData))
      return []
    }
    let discarded = variational?.discarded ?? []
    var lab = VILab(data: data, plan: plan, choices: choices, firstRun: nextVariationalRun)
    lab.pace = variational?.pace ?? lab.pace
    nextVariationalRun += 1000
    let begun = lab.begin(with: run)
    variational = lab
    showNotes(of: data)
    return discarded + begun
  }

  /// What is to be known of newly opened data, in place of whatever lay over the lab.
  private mutating func showNotes(of data: DataTable) {
    overlay = nil
    notice =
      data.notes.isEmpty ? nil : Notice(text: data.notes.reversed().joined(separator: "; "), kind: .done)
  }
}
