import CellGrid
import DataFiles

/// A lesson of the tour: what it sets up, and its pages.
struct Lesson: Hashable, Sendable {
  /// Its name.
  let title: String
  /// The data it is about, a built-in name.
  let data: String
  /// The lab it is held in.
  let lab: LabName
  /// The keys that set it up.
  let keys: [Key]
  /// What is read, one after the other.
  let pages: [Page]

  /// A page: a text, what to press, and what is then to be seen.
  struct Page: Hashable, Sendable {
    /// The text, in one line.
    let text: String
    /// What a person is asked to do, in order.
    let steps: [Step]
    /// What stands on the screen afterwards.
    let sights: [String]

    /// The keys that a person is asked to press.
    var keys: [Key] {
      steps.flatMap { step -> [Key] in if case .press(let keys) = step { keys } else { [] } }
    }
  }

  /// Something that a person does.
  enum Step: Hashable, Sendable {
    /// Presses these keys.
    case press([Key])
    /// Waits: until the run stands at that step, or nil, until nothing moves.
    case wait(step: Int?)
  }

  /// A text that is no lesson, which only its author can mend.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// The lesson that a text describes: a title after `#`; lines `data:`, `lab:` and `keys:`; then pages between lines of `---`, each
  /// with lines `press:`, `wait:` and `see:` among its text.
  init(_ text: String) throws(Fault) {
    var title = ""
    var settings: [String: String] = [:]
    var pages: [Page] = []
    var (words, steps, sights): ([String], [Step], [String]) = ([], [], [])
    func field(_ line: Substring) -> (name: String, value: String)? {
      for name in ["data", "lab", "keys", "press", "wait", "see"] where line.hasPrefix("\(name):") {
        return (name, String(line.dropFirst(name.count + 1).drop { $0 == " " }))
      }
      return nil
    }
    func endPage() {
      if !words.isEmpty {
        pages.append(Page(text: words.joined(separator: " "), steps: steps, sights: sights))
      }
      (words, steps, sights) = ([], [], [])
    }
    for line in text.split(separator: "\n") {
      if line == "---" {
        endPage()
      } else if line.hasPrefix("# ") {
        title = String(line.dropFirst(2))
      } else if let (name, value) = field(line) {
        switch name {
        case "press": steps.append(.press(try Self.keys(value)))
        case "wait":
          guard value == "settled" || Int(value) != nil else { throw Fault(description: "wait: \(value)") }
          steps.append(.wait(step: Int(value)))
        case "see": sights.append(value)
        default: settings[name] = value
        }
      } else {
        words.append(String(line))
      }
    }
    endPage()
    guard !title.isEmpty, let data = settings["data"], let lab = settings["lab"].flatMap(LabName.init),
      !pages.isEmpty
    else { throw Fault(description: "a lesson needs a title, data, a lab and a page: \(text.prefix(60))") }
    self.title = title
    self.data = data
    self.lab = lab
    self.pages = pages
    keys = try Self.keys(settings["keys"] ?? "")
  }

  private static func keys(_ text: String) throws(Fault) -> [Key] {
    var keys: [Key] = []
    for name in text.split(separator: " ") {
      guard let key = Key(named: String(name)) else { throw Fault(description: "no key is called \(name)") }
      keys.append(key)
    }
    return keys
  }

  /// Every lesson there is, in order. One that is faulty is left out, and a test says so.
  static let all: [Lesson] = tourTexts().compactMap { try? Lesson($0) }
}

extension String {
  /// The text in 7-bit letters: Greek by name, signs by what stands for them; `?` for what has no stand-in.
  var inPlainLetters: String {
    var text = ""
    for scalar in unicodeScalars {
      if scalar.isASCII {
        text.unicodeScalars.append(scalar)
      } else {
        text += Self.standIns[scalar] ?? "?"
      }
    }
    return text
  }

  private static let standIns: [Unicode.Scalar: String] = [
    "θ": "theta", "ℓ": "l", "σ": "sigma", "λ": "lambda", "β": "beta", "ε": "eps", "Δ": "Delta ", "‖": "||",
    "≥": ">=", "²": "^2", "₀": "0", "½": "1/2", "−": "-", "–": "-", "’": "'",
  ]
}
