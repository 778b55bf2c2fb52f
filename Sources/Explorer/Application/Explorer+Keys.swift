import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// What a key does: first to what lies over the lab, then by the key table.
  mutating func receive(_ key: Key) -> [Effect] {
    notice = nil
    if key == "Ctrl-C" { return [.quit] }
    // These two are heard whatever lies over the lab, where their keys are none that one types with.
    if case .control = key, let action = keys.action(for: key), [.suspend, .redraw].contains(action) {
      return perform(action)
    }
    if case .mouse(let event) = key { return overlay == nil ? receive(event) : receiveOverOverlay(event) }
    switch overlay {
    case .help(var page):
      // The frame and the line that is searched with take three rows.
      overlay = page.take(key, visible: max(1, size.height - 3)) ? .help(page) : nil
      return []
    case .settings(let form):
      return receive(key, in: form)
    case .variationalSettings(let form):
      return receive(key, in: form)
    case .autoencoderSettings(let form):
      return receive(key, in: form)
    case .diffusionSettings(let form):
      return receive(key, in: form)
    case .ladderSettings(let form):
      return receive(key, in: form)
    case .open(var dialog):
      let outcome = dialog.take(key)
      overlay = .open(dialog)
      switch outcome {
      case .stay: return []
      case .close:
        overlay = nil
        return []
      case .effects(let effects): return effects
      }
    case .palette(var palette):
      let outcome = palette.take(key)
      overlay = outcome == .stay ? .palette(palette) : nil
      if case .choose(let action) = outcome { return perform(action) }
      return []
    case .glyphCard(var card):
      let stays = card.take(key) && keys.action(for: key) != .showGlyphCard
      overlay = stays ? .glyphCard(card) : nil
      look.glyphs = card.chosen
      return []
    case .jobs(let page):
      return receive(key, in: page)
    case .prompt(let prompt):
      return receive(key, in: prompt)
    case nil:
      guard let action = keys.action(for: key) else {
        if let name = key.name { say("\(name) means nothing here; \(self.key(.showHelp)) lists the keys") }
        return []
      }
      return perform(action)
    }
  }

  /// Shows a sentence in place of the status, until the next key.
  mutating func say(_ text: String, _ kind: Notice.Kind = .done) {
    notice = Notice(text: text, kind: kind)
  }

  private mutating func receive(_ key: Key, in form: SettingsForm) -> [Effect] {
    guard var lab else {
      overlay = nil
      return []
    }
    var form = form
    let outcome = form.take(key, lab.settingsSubject)
    overlay = outcome == .close ? nil : .settings(form)
    defer { self.lab = lab }
    switch outcome {
    case .stay, .close: return []
    case .change(let change): return lab.change(change)
    case .model(let plan): return lab.choose(plan)
    case .setStarts(let count):
      lab.settings.note(.starts(from: lab.starts, to: count))
      lab.starts = count
      return []
    case .movePlane(let places):
      let from = lab.planeIndex
      let effects = lab.movePlane(by: places)
      lab.settings.note(.plane(from: from, to: lab.planeIndex))
      return effects
    case .movePace(let places):
      let from = lab.pace
      let effects = lab.changePace(by: places)
      if lab.pace != from { lab.settings.note(.pace(from: from, to: lab.pace)) }
      return effects
    }
  }

  private mutating func receive(_ key: Key, in prompt: Prompt) -> [Effect] {
    var prompt = prompt
    switch key {
    case .escape:
      overlay = nil
      return []
    case _ where prompt.purpose.isYesOrNo:
      // Enter is no answer: what is lost is lost by saying so.
      if key == "y" { return answer(prompt) }
      if key == "n" || key == "q" { overlay = nil }
      return key == "s" && prompt.purpose == .quit ? perform(.saveRun) : []
    case .enter:
      return answer(prompt)
    default:
      _ = prompt.field.take(key)
      prompt.complaint = nil
      overlay = .prompt(prompt)
      // One digit is enough where there are at most nine components.
      if prompt.purpose == .placeMean, componentCount < 10, !prompt.field.text.isEmpty {
        return answer(prompt)
      }
      return []
    }
  }

  private var componentCount: Int { lab?.run.mixture?.components.count ?? 0 }

  private mutating func answer(_ prompt: Prompt) -> [Effect] {
    overlay = nil
    let text = prompt.field.text
    switch prompt.purpose {
    case .quit:
      return [.quit]
    case .replaceFile(let path):
      return save(to: path, replacing: true)
    case .replaceExport(let export):
      return [.export(export, replacing: true)]
    case .export:
      return text.isEmpty ? [] : export(to: text, prompt)
    case .saveRun:
      return text.isEmpty ? [] : save(to: text, replacing: false)
    case .placeMean:
      guard let number = Int(text), (1...max(1, componentCount)).contains(number) else {
        var again = prompt
        again.field = TextField()
        again.complaint = "a number from 1 to \(componentCount)"
        overlay = .prompt(again)
        return []
      }
      return lab?.placeMean(of: number - 1) ?? []
    }
  }

  private func save(to path: String, replacing: Bool) -> [Effect] {
    func saving(_ lab: some ViewedLab, _ data: DataTable) -> Saving {
      // The rows as they were opened: what a lab changed about them, the source says.
      var table: DataTable?
      if data.source.location.isEmpty, let opened = self.data(in: shown), opened.labels == nil,
        opened.weights == nil
      {
        table = opened
      }
      return Saving(path: path, source: data.source, table: table, view: lab.viewText)
    }
    func save(_ lab: some RunningLab) -> Effect {
      .save(lab.run.id, saving(lab, lab.data), replacing: replacing)
    }
    let effect: Effect? =
      switch shown {
      case .em: lab.map { save($0) }
      case .vi: variational.map { save($0) }
      case .vae: autoencoder.map { save($0) }
      case .diffusion: diffusion.map { save($0) }
      case .ladder:
        ladder.flatMap { lab in
          guard let climb = lab.climb, let findings = lab.findings else { return nil }
          return .saveLadder(
            climb.id, findings, lab.seeds, saving(lab, lab.data), replacing: replacing)
        }
      }
    return effect.map { [$0] } ?? []
  }
}

extension Prompt.Purpose {
  /// Whether a letter answers it.
  var isYesOrNo: Bool {
    switch self {
    case .quit, .replaceFile, .replaceExport: true
    case .placeMean, .saveRun, .export: false
    }
  }
}
