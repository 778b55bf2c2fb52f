import CellGrid
import DataFiles
import LatentModels
import NumericCore
import PlotKit

/// The application as a value: everything that is on the screen follows from it, and only `receive` changes it.
public struct Explorer: Sendable {
  /// The size of the screen in cells.
  public internal(set) var size: Size
  /// Theme and glyphs.
  public internal(set) var look: Look
  /// The lab; nil until data have been read.
  var lab: EMLab?
  /// What lies over it.
  var overlay: Overlay?
  /// A sentence that takes the place of the status until the next key.
  var notice: Notice?
  /// Whether the mouse is listened to.
  var usesMouse: Bool
  /// Whether a person chose the theme.
  var themeIsChosen = false
  /// Where a drag of the mouse was last seen.
  var dragOrigin: Point?
  /// How the model of newly opened data is chosen.
  var choice: OpeningChoice
  /// The number of the next first run.
  var nextRun = 0
  /// The themes that `T` goes through.
  let themes: [Theme]
  /// The glyph sets that `G` goes through.
  let glyphSets: [GlyphSet]

  /// A sentence about something that just happened.
  struct Notice: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
      case done
      case problem
    }
    let text: String
    let kind: Kind
  }

  /// An explorer without data.
  /// - Parameters:
  ///   - size: of the screen.
  ///   - look: the theme and the glyphs to begin with.
  ///   - choice: how the model that data are fitted with is chosen.
  ///   - hasColor: whether themes other than the monochrome one make sense.
  ///   - glyphSets: the glyph sets that the terminal can show.
  ///   - usesMouse: whether the mouse is listened to.
  public init(
    size: Size, look: Look, choice: OpeningChoice = .suited(seed: 42), hasColor: Bool = true,
    glyphSets: [GlyphSet] = GlyphSet.allCases, usesMouse: Bool = true
  ) {
    self.size = size
    self.look = look
    self.choice = choice
    self.usesMouse = usesMouse
    themes = hasColor ? Theme.all : [.monochrome]
    self.glyphSets = glyphSets
  }

  /// Opens the EM lab on `data`, with a fit that starts under the present settings.
  public mutating func open(_ data: DataTable) -> [Effect] {
    let fitted = data.fittedRows()
    let (plan, refusal) = choice.plan(for: fitted)
    let effects = openLab(on: fitted, plan: plan, run: .fit(plan, fitted))
    if let refusal, lab != nil { say(refusal, .problem) }
    return effects
  }

  /// Opens the EM lab on a saved run of `data`, where it was.
  public mutating func open(_ archive: ModelArchive, on data: DataTable) -> [Effect] {
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
    let discarded =
      lab.map { lab in
        lab.studies.values.map(\.id).sorted { $0.number < $1.number }.map(Effect.cancelStudy)
          + lab.runs.map { Effect.discard($0.id) }
      } ?? []
    var lab = EMLab(data: data, plan: plan, firstRun: nextRun)
    lab.pace = self.lab?.pace ?? lab.pace
    nextRun += 1000
    let begun = lab.begin(with: run)
    self.lab = lab
    overlay = nil
    notice =
      data.notes.isEmpty ? nil : Notice(text: data.notes.reversed().joined(separator: "; "), kind: .done)
    return discarded + begun
  }

  /// Whether messages of the kind `tick` are wanted: while a run moves or an answer is awaited.
  public var needsTicks: Bool { lab?.isMoving ?? false }

  /// Takes in what happened. The only place where the state changes.
  public mutating func receive(_ message: Message) -> [Effect] {
    switch message {
    case .key(let key):
      return receive(key)
    case .resized(let size):
      self.size = size
      return []
    case .background(let isLight):
      // A theme that a person chose meanwhile stays.
      if !themeIsChosen { look.theme = isLight ? .light : .dark }
      return []
    case .tick(let now):
      return lab?.tick(at: now) ?? []
    case .reported(let id, let report):
      return lab?.take(report, of: id) ?? []
    case .studied(let id, let report):
      lab?.take(report, of: id)
      return []
    case .studyEnded(let id):
      lab?.endStudy(id)
      return []
    case .startFailed(let id, let error):
      return lab?.take(error, of: id) ?? []
    case .loaded(let data):
      return isWaitingForData ? open(data) : []
    case .restored(let archive, let data):
      return isWaitingForData ? open(archive, on: data) : []
    case .failed(let sentence):
      fail(sentence)
      return []
    case .previewed(let location, let preview):
      updateOpenDialog { $0.take(preview, of: location) }
      return []
    case .completed(let prefix, let paths):
      updateOpenDialog { $0.take(paths, for: prefix) }
      return []
    case .fileExists(let path):
      overlay = .prompt(
        Prompt(
          purpose: .replaceFile(path: path), question: "\(path) is there already. Replace it? y / n",
          field: TextField()))
      return []
    case .saved(let id, let path):
      lab?.markSaved(id)
      notice = Notice(text: "saved \(path): open it again with  elbow \(path)", kind: .done)
      return []
    }
  }

  /// What was asked for in a dialog that has been left since is not wanted any more.
  private var isWaitingForData: Bool {
    if case .open(let dialog) = overlay { dialog.isWaiting } else { false }
  }

  private mutating func fail(_ sentence: String) {
    if case .open = overlay {
      updateOpenDialog { $0.take(failure: sentence) }
    } else {
      notice = Notice(text: sentence, kind: .problem)
    }
  }

  private mutating func updateOpenDialog(_ change: (inout OpenDialog) -> Void) {
    guard case .open(var dialog) = overlay else { return }
    change(&dialog)
    overlay = .open(dialog)
  }
}
