import DataFiles
import LatentModels
import NumericCore

extension Explorer {
  /// Opens the lab that is shown on `data`, with a fit that starts under the present settings.
  public mutating func open(_ data: DataTable) -> [Effect] {
    switch shown {
    case .em: openEM(data)
    case .vi: openVI(data)
    case .vae: openVAE(data)
    case .diffusion: openDiffusion(data)
    case .ladder: openLadder(data)
    }
  }

  /// Opens a saved run of `data`, where it was, in the lab that it is of.
  public mutating func open(_ archive: ModelArchive, on data: DataTable) -> [Effect] {
    let name = archive.lab
    let left = shown == name ? [] : pauseShown()
    shown = name
    let opened: [Effect] =
      switch name {
      case .em: openEM(archive, on: data)
      case .vi: openVI(archive, on: data)
      case .vae: openVAE(archive, on: data)
      case .diffusion: openDiffusion(archive, on: data)
      case .ladder: openLadder(archive, on: data)
      }
    return left + opened
  }

  /// Turns to another lab, whose runs are where they were left; those of this one stop.
  mutating func show(_ name: LabName) -> [Effect] {
    guard name != shown else {
      say("this is the \(name.title) lab")
      return []
    }
    let before = shown
    let data = data(in: shown)
    let effects = pauseShown()
    shown = name
    guard self.data(in: name) == nil, let data else { return effects }
    let opened = open(data)
    // A lab with nothing in it is not turned to.
    if self.data(in: name) == nil { shown = before }
    return effects + opened
  }

  /// The table that is open in a lab; nil where there is none.
  func data(in name: LabName) -> DataTable? {
    switch name {
    case .em: lab?.data
    case .vi: variational?.data
    case .vae: autoencoder?.opened
    case .diffusion: diffusion?.opened
    case .ladder: ladder?.data
    }
  }

  mutating func pauseShown() -> [Effect] {
    switch shown {
    case .em: lab?.pauseAll() ?? []
    case .vi: variational?.pauseAll() ?? []
    case .vae: autoencoder?.pauseAll() ?? []
    case .diffusion: diffusion?.pauseAll() ?? []
    // A ladder goes on while its rungs are looked at.
    case .ladder: []
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

  mutating func openLab(
    on data: DataTable, plan: EMPlan, run: RunPlan
  ) -> [Effect] {
    begin(run, on: data, at: \.lab, counting: \.nextRun) { EMLab(data: data, plan: plan, firstRun: $0) }
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

  mutating func openVI(
    on data: DataTable, plan: VariationalPlan, choices: [VariationalPlan], run: RunPlan
  ) -> [Effect] {
    begin(run, on: data, at: \.variational, counting: \.nextVariationalRun) {
      VILab(data: data, plan: plan, choices: choices, firstRun: $0)
    }
  }

  private mutating func openVAE(_ data: DataTable) -> [Effect] {
    let fitted = data.fittedRows().suitedToNets()
    let settings = AutoencoderSettings.suited(to: fitted, seed: choice.seed)
    return openVAE(on: fitted, opened: data, settings: settings, run: .autoencoder(settings, fitted))
  }

  private mutating func openVAE(_ archive: ModelArchive, on data: DataTable) -> [Effect] {
    let fitted = data.fittedRows()
    // Until the run reports, its own settings are not known but for the seed.
    let seed = archive.metadata["seed"].flatMap(UInt64.init) ?? choice.seed
    let settings = AutoencoderSettings.suited(to: fitted, seed: seed)
    return openVAE(on: fitted, settings: settings, run: .restored(archive, fitted))
  }

  mutating func openVAE(
    on data: DataTable, opened: DataTable? = nil, settings: AutoencoderSettings, run: RunPlan
  ) -> [Effect] {
    begin(run, on: data, at: \.autoencoder, counting: \.nextAutoencoderRun) { [explorer = self] firstRun in
      var lab = VAELab(data: data, opened: opened, settings: settings, firstRun: firstRun)
      lab.room = explorer.roomForPictures(of: lab)
      return lab
    }
  }

  mutating func openDiffusion(_ data: DataTable) -> [Effect] {
    let fitted = data.fittedRows()
    let settings = DiffusionSettings.suited(to: fitted, seed: choice.seed)
    if let archive = pretrainedModel(for: data.source.location), data.source.isTreated(asIn: archive) {
      let effects = openDiffusion(
        on: fitted, opened: data, settings: settings, run: .pretrained(archive, fitted))
      if diffusion != nil {
        say(
          "a net that was trained before is here: \(key(.beginStudy)) draws from noise, \(key(.restart)) trains one anew"
        )
      }
      return effects
    }
    return openDiffusion(on: fitted, opened: data, settings: settings, run: .diffusion(settings, fitted))
  }

  private mutating func openDiffusion(_ archive: ModelArchive, on data: DataTable) -> [Effect] {
    let fitted = data.fittedRows()
    // Until the run reports, its own settings are not known but for the seed.
    let seed = archive.metadata["seed"].flatMap(UInt64.init) ?? choice.seed
    let settings = DiffusionSettings.suited(to: fitted, seed: seed)
    return openDiffusion(on: fitted, settings: settings, run: .restored(archive, fitted))
  }

  mutating func openDiffusion(
    on data: DataTable, opened: DataTable? = nil, settings: DiffusionSettings, run: RunPlan
  ) -> [Effect] {
    let effects = begin(run, on: data, at: \.diffusion, counting: \.nextDiffusionRun) {
      DiffusionLab(data: data, opened: opened, settings: settings, firstRun: $0)
    }
    return discardSetAside() + effects
  }

  /// Makes a lab on `data` and begins `run` in it, in the place of the lab that was there and at its pace; data of which nothing
  /// can be fitted are refused.
  private mutating func begin<Lab: RunningLab>(
    _ run: RunPlan, on data: DataTable, at place: WritableKeyPath<Explorer, Lab?>,
    counting next: WritableKeyPath<Explorer, Int>, _ make: (_ firstRun: Int) -> Lab
  ) -> [Effect] {
    guard data.rows > 0, data.dimensions > 0 else {
      fail(String(describing: FittingError.noData))
      return []
    }
    let before = self[keyPath: place]
    var lab = make(self[keyPath: next])
    lab.pace = before?.pace ?? lab.pace
    self[keyPath: next] += 1000
    let begun = lab.begin(with: run)
    self[keyPath: place] = lab
    showNotes(of: data)
    return (before?.discarded ?? []) + begun
  }

  /// What is to be known of newly opened data, in place of whatever lay over the lab.
  mutating func showNotes(of data: DataTable) {
    overlay = nil
    notice =
      data.notes.isEmpty ? nil : Notice(text: data.notes.reversed().joined(separator: "; "), kind: .done)
  }
}

extension DataSource {
  /// Whether the same was chosen, changed and left out as in the data that the model of `archive` was trained on.
  fileprivate func isTreated(asIn archive: ModelArchive) -> Bool {
    guard let trained = DataSource(metadata: archive.metadata) else { return false }
    return columns == trained.columns && label == trained.label && weights == trained.weights
      && labelFile == trained.labelFile && standardized == trained.standardized && holdout == trained.holdout
  }
}
