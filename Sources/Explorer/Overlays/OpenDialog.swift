import CellGrid
import DataFiles

/// Opening data: first a place is typed or picked, then its columns are chosen over a preview.
struct OpenDialog: Sendable {
  /// Where in the dialog a person is.
  enum Stage: Hashable, Sendable {
    /// Typing or picking a place.
    case location
    /// Choosing columns.
    case columns
  }

  /// Something that may be picked.
  struct Candidate: Hashable, Sendable {
    let location: String
    let note: String
    let isDirectory: Bool
  }

  /// What a key led to.
  enum Outcome: Sendable {
    case stay
    case close
    case effects([Effect])
  }

  private(set) var stage = Stage.location
  /// Names the random numbers of a generator.
  private let seed: UInt64
  /// The place being typed.
  private(set) var field = TextField()
  /// What it may go on with: built-in sets, then paths.
  private(set) var candidates: [Candidate] = OpenDialog.builtIns(beginningWith: "")
  /// Which candidate is picked; nil while the typed text counts.
  private(set) var selection: Int?
  /// The beginning of what was chosen.
  private(set) var preview: OpenPreview?
  /// Which column keys act on.
  private(set) var column = 0
  /// For each column, whether it will be read.
  private(set) var isChosen: [Bool] = []
  /// Which column is the label.
  private(set) var label: Int?
  /// Which column says how many times each row counts.
  private(set) var weights: Int?
  /// Whether columns are brought to mean 0 and standard deviation 1.
  private(set) var standardizes = false
  /// Whether an answer is awaited.
  private(set) var isWaiting = false
  /// Why the last attempt failed.
  private(set) var complaint: String?

  /// A dialog at its start.
  init(seed: UInt64) { self.seed = seed }

  /// The place that Enter would open: the candidate picked, or the only one that the text can mean, or the text itself.
  var location: String { picked?.location ?? field.text }

  private var picked: Candidate? {
    if let selection { return candidates.indices.contains(selection) ? candidates[selection] : nil }
    return candidates.count == 1 && !field.text.isEmpty ? candidates[0] : nil
  }

  mutating func take(_ key: Key) -> Outcome {
    switch stage {
    case .location: takeLocation(key)
    case .columns: takeColumns(key)
    }
  }

  private mutating func takeLocation(_ key: Key) -> Outcome {
    switch key {
    case .escape: return .close
    case .down: selection = candidates.isEmpty ? nil : min((selection ?? -1) + 1, candidates.count - 1)
    case .up: selection = selection.flatMap { $0 > 0 ? $0 - 1 : nil }
    case .pageDown: selection = candidates.isEmpty ? nil : min((selection ?? 0) + 8, candidates.count - 1)
    case .pageUp: selection = selection.map { max(0, $0 - 8) }
    case .tab:
      complete()
      return .effects([.complete(prefix: field.text)])
    case .enter: return choose()
    default:
      guard field.take(key) else { return .stay }
      selection = nil
      complaint = nil
      isWaiting = false
      candidates = OpenDialog.builtIns(beginningWith: field.text)
      return .effects([.complete(prefix: field.text)])
    }
    return .stay
  }

  private mutating func takeColumns(_ key: Key) -> Outcome {
    let count = preview?.columns.count ?? 0
    complaint = nil
    switch key {
    case .escape: stage = .location
    case .down, .character("j"), .tab: column = min(column + 1, max(0, count - 1))
    case .up, .character("k"), .backTab: column = max(0, column - 1)
    case .character(" ") where isChosen.indices.contains(column):
      if preview?.columns[column].isNumeric == true {
        isChosen[column].toggle()
        if weights == column { weights = nil }
      } else {
        complaint =
          "\(preview?.columns[column].name ?? "the column") is not made of numbers; it can be the label (L)"
      }
    case .character("a"):
      let all = zip(isChosen, preview?.columns ?? []).allSatisfy { $0 || !$1.isNumeric }
      isChosen = (preview?.columns ?? []).map { $0.isNumeric && !all }
    case .character("L"), .character("l"): label = label == column ? nil : column
    case .character("w"):
      guard preview?.columns.indices.contains(column) == true, preview?.columns[column].isNumeric == true
      else {
        complaint = "weights are numbers: how many times each row counts"
        break
      }
      weights = weights == column ? nil : column
      if weights != nil { isChosen[column] = false }
    case .character("s"): standardizes.toggle()
    case .enter: return load()
    default: break
    }
    return .stay
  }

  /// A file's or a set's beginning came.
  mutating func take(_ preview: OpenPreview, of location: String) {
    guard isWaiting, location == field.text else { return }
    isWaiting = false
    self.preview = preview
    stage = .columns
    column = 0
    isChosen = preview.columns.map(\.isUsual)
    weights = nil
    label = preview.usualLabel.flatMap { name in preview.columns.firstIndex { $0.name == name } }
  }

  /// Paths came that the typed text may go on with.
  mutating func take(_ paths: [PathCandidate], for prefix: String) {
    guard prefix == field.text else { return }
    candidates =
      OpenDialog.builtIns(beginningWith: prefix)
      + paths.map { path in
        Candidate(
          location: path.path, note: path.kind == .directory ? "directory" : "",
          isDirectory: path.kind == .directory)
      }
    // There may be fewer than before.
    if let selection { self.selection = candidates.isEmpty ? nil : min(selection, candidates.count - 1) }
  }

  /// Something failed; the sentence says what.
  mutating func take(failure: String) {
    isWaiting = false
    complaint = failure
  }

  /// Sets the text to what all candidates have in common.
  private mutating func complete() {
    if let selection, candidates.indices.contains(selection) {
      field.set(candidates[selection].location)
      self.selection = nil
      return
    }
    guard var common = candidates.first?.location else { return }
    for candidate in candidates.dropFirst() {
      common = String(zip(common, candidate.location).prefix { $0 == $1 }.map(\.0))
    }
    if common.count > field.text.count { field.set(common) }
  }

  private mutating func choose() -> Outcome {
    let location = location
    guard !location.isEmpty else {
      complaint = "type the path of a file, or pick one of the sets below"
      return .stay
    }
    let isDirectory = picked?.isDirectory ?? location.hasSuffix("/")
    field.set(location)
    selection = nil
    complaint = nil
    if isDirectory { return .effects([.complete(prefix: location)]) }
    isWaiting = true
    if location.hasSuffix(".safetensors") { return .effects([.load(DataRequest(location: location))]) }
    return .effects([.preview(location: location)])
  }

  private mutating func load() -> Outcome {
    guard let preview else { return .stay }
    let chosen = preview.columns.indices.filter { isChosen[$0] }
    guard !chosen.isEmpty else {
      complaint = "choose at least one column with Space"
      return .stay
    }
    let isUsual = preview.columns.indices.allSatisfy { isChosen[$0] == preview.columns[$0].isUsual }
    isWaiting = true
    return .effects([
      .load(
        DataRequest(
          location: field.text, columns: isUsual ? nil : chosen.map { preview.columns[$0].name },
          label: label.map { preview.columns[$0].name } ?? preview.usualLabel,
          weights: weights.map { preview.columns[$0].name }, standardize: standardizes, seed: seed))
    ])
  }

  private static func builtIns(beginningWith prefix: String) -> [Candidate] {
    DataCatalog.list.filter { $0.name.hasPrefix(prefix) }
      .map { Candidate(location: $0.name, note: $0.summary, isDirectory: false) }
  }
}
