extension KeyScript {
  /// When something is done: as soon as all of it is so. What is not named goes on meanwhile.
  public struct Moment: Hashable, Sendable {
    /// The step at which the run stands that keys act on; on the ladder how many rungs are done.
    public var step: Int?
    /// The frame that the film shows, counted from 0.
    public var frame: Int?
    /// So many answers the run owes that keys act on, which stands still.
    public var owing: Int?
    /// The steps at which other runs stand.
    public var runs: [RunID: Int]
    /// The pieces of work that studies took.
    public var studies: [StudyID: Int]

    /// When all of that is so.
    public init(
      step: Int? = nil, frame: Int? = nil, owing: Int? = nil, runs: [RunID: Int] = [:],
      studies: [StudyID: Int] = [:]
    ) {
      (self.step, self.frame, self.owing) = (step, frame, owing)
      (self.runs, self.studies) = (runs, studies)
    }

    /// When the active run stands at this step.
    public static func step(_ step: Int) -> Moment { Moment(step: step) }
    /// When the film that plays shows this frame, counted from 0.
    public static func frame(_ frame: Int) -> Moment { Moment(frame: frame) }
    /// While the active run, which stands still, owes so many answers.
    public static func owing(_ count: Int) -> Moment { Moment(owing: count) }

    /// Whether it says nothing.
    var isEmpty: Bool { self == Moment() }

    /// Takes one condition from the words of a line.
    ///
    /// - Returns: the word after it; nil where the words make no sense.
    mutating func take(_ word: Substring, next: () -> Substring) -> Substring? {
      func number(_ word: Substring) -> Int? { Int(word).flatMap { $0 >= 0 ? $0 : nil } }
      switch word {
      case "frame":
        guard frame == nil, let count = number(next()) else { return nil }
        frame = count
      case "owing":
        guard owing == nil, let count = number(next()) else { return nil }
        owing = count
      case "run":
        guard let id = number(next()).map(RunID.init), runs[id] == nil, let count = number(next()) else {
          return nil
        }
        runs[id] = count
      case "study":
        guard let id = number(next()).map(StudyID.init), studies[id] == nil, let count = number(next()) else {
          return nil
        }
        studies[id] = count
      default:
        guard step == nil, let count = number(word) else { return nil }
        step = count
      }
      return next()
    }

    /// As a script writes it, with the blank that follows; empty where it says nothing.
    var prefix: String {
      guard !isEmpty else { return "" }
      var words = ["at"]
      if let step { words.append("\(step)") }
      if let frame { words.append("frame \(frame)") }
      if let owing { words.append("owing \(owing)") }
      for (id, step) in runs.sorted(by: { $0.key.number < $1.key.number }) {
        words.append("run \(id.number) \(step)")
      }
      for (id, pieces) in studies.sorted(by: { $0.key.number < $1.key.number }) {
        words.append("study \(id.number) \(pieces)")
      }
      return words.joined(separator: " ") + " "
    }
  }
}
