import DataFiles
import Explorer
import LatentModels
import NumericCore

/// What the explorer is opened on, and how: by the options of a command, or by what stands at the top of a key script.
struct OpeningScene {
  /// Whether the tour is opened, which brings its own data.
  var isTour = false
  /// A file, a built-in name or a saved run; nil for what the lab usually opens.
  var source: String?
  /// For a saved run: where its data are now.
  var moved: String?
  var columns: String?
  var label: String?
  var labels: String?
  var weights: String?
  var standardize = false
  var count: Int?
  var lab = LabName.em
  var model: String?
  var components: Int?
  var seed: UInt64 = 42

  /// What was read.
  enum Opened {
    case table(DataTable)
    case run(ModelArchive, DataTable)
    case tour

    /// Opens the explorer on it.
    func show(in explorer: inout Explorer) -> [Effect] {
      switch self {
      case .table(let data): explorer.open(data)
      case .run(let archive, let data): explorer.open(archive, on: data)
      case .tour: explorer.beginTour()
      }
    }
  }

  /// The name of what is opened.
  var location: String { source ?? lab.usualData }
  /// How many rows a generator makes; of a parabola that nobody asked for, as many as show it.
  private var rows: Int? { count ?? (source == nil && lab == .vi ? 200 : nil) }

  /// The model that a person chose, or the one that will suit the data.
  func choice() throws -> OpeningChoice {
    try refuseModel(model, in: lab)
    guard let components else { return model.map { .model(named: $0, seed: seed) } ?? .suited(seed: seed) }
    guard lab == .em, model == nil || model == GaussianMixture.summary.name else {
      throw failing(
        "--components belongs to a mixture: leave it out" + (model.map { ", or --model \($0)" } ?? ""), .usage
      )
    }
    guard (1...MixtureSettings.mostComponents).contains(components) else {
      throw failing(
        "--components is \(components): it must be from 1 to \(MixtureSettings.mostComponents)", .usage)
    }
    return .plan(.mixture(MixtureSettings(components: components, seed: seed)))
  }

  /// Reads what is to be opened.
  func open() throws -> Opened {
    if isTour { return .tour }
    try refuseCount(count, for: location)
    try refuseTwoLabels(label, labels)
    let isRun = RunFile.isRun(location)
    guard isRun || moved == nil else {
      throw failing(
        "--data says where the data of a saved run are: name the data themselves, elbow \(moved ?? "")",
        .usage)
    }
    guard
      !isRun
        || (columns == nil && label == nil && labels == nil && weights == nil && count == nil && !standardize)
    else {
      throw failing(
        "\(location) is a saved run, which brings its data with it: leave out --columns, --label, --labels, --weights, --count "
          + "and --standardize", .usage)
    }
    do {
      if isRun {
        let (file, data) = try RunFile.open(location, data: moved)
        return .run(file.history, data)
      }
      return .table(
        try loadTable(
          DataRequest(
            location: location, columns: columns.map(splitColumns), label: label, labelFile: labels,
            weights: weights, standardize: standardize, count: rows, seed: seed)))
    } catch {
      throw failing(error)
    }
  }
}

extension OpeningScene {
  /// The same as a key script says it.
  var words: [KeyScript.OpeningWord: String] {
    if isTour { return [.tour: "yes", .seed: String(seed)] }
    var words: [KeyScript.OpeningWord: String] = [
      .data: location, .lab: lab.rawValue, .seed: String(seed),
    ]
    words[.moved] = moved
    words[.columns] = columns
    words[.label] = label
    words[.labels] = labels
    words[.weights] = weights
    words[.standardize] = standardize ? "yes" : nil
    words[.count] = rows.map { String($0) }
    words[.model] = model
    words[.components] = components.map { String($0) }
    return words
  }

  /// What a key script says at its top.
  /// - Throws: the end of the command, for a word that makes no sense.
  init(_ words: [KeyScript.OpeningWord: String], of script: String) throws {
    func read<Value>(_ word: KeyScript.OpeningWord, _ read: (String) -> Value?) throws -> Value? {
      guard let text = words[word] else { return nil }
      guard let value = read(text) else {
        throw failing("\(script): \"# \(word.rawValue): \(text)\" makes no sense there", .badData)
      }
      return value
    }
    isTour = try read(.tour, yesOrNo) ?? false
    source = words[.data]
    moved = words[.moved]
    columns = words[.columns]
    label = words[.label]
    labels = words[.labels]
    weights = words[.weights]
    standardize = try read(.standardize, yesOrNo) ?? false
    count = try read(.count) { Int($0) }
    lab = try read(.lab) { LabName(rawValue: $0) } ?? .em
    model = words[.model]
    components = try read(.components) { Int($0) }
    seed = try read(.seed) { UInt64($0) } ?? 42
  }
}

private func yesOrNo(_ text: String) -> Bool? { ["yes": true, "no": false][text] }
