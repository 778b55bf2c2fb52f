import CellGrid
import Explorer
import PlotKit

extension Configuration {
  /// What a file of those bytes says, and what is wrong with it; what is wrong is left as it was.
  /// - Parameter themes: the names of those themes that are not built in.
  public static func reading(
    _ bytes: [UInt8], file: String, themes: [String] = []
  ) -> (configuration: Configuration, complaints: [Complaint]) {
    var configuration = Configuration()
    do {
      let document = try TOMLDocument(bytes, file: file)
      let complaints = configuration.take(document, themes)
      return (configuration, complaints)
    } catch {
      return (Configuration(), [error])
    }
  }

  private mutating func take(_ document: TOMLDocument, _ themes: [String]) -> [Complaint] {
    func complaint(
      _ sentence: String, at place: TOMLOutline.Place, _ subject: Complaint.Subject = .explorer
    ) -> Complaint {
      Complaint(
        sentence, file: document.file, line: place.line, column: place.column, subject: subject)
    }
    var complaints = document.tables.filter { $0.name != "keys" }.map { name, place in
      complaint(
        "there is no table [\(name.shortened)], only [keys]: remove it, with what stands below it", at: place)
    }
    var changes: [KeyChange] = []
    var places: [Action: TOMLOutline.Place] = [:]
    for entry in document.entries {
      let (key, place) = (entry.name.key, entry.place)
      switch entry.name.table {
      case nil:
        guard let setting = Setting(rawValue: key) else {
          complaints.append(
            complaint(
              "no setting is called \(key.shortened): elbow --default-config shows all of them", at: place))
          continue
        }
        if let rule = setting.put(entry.value, into: &self) {
          complaints.append(
            complaint("\(key) has to be \(rule); this is \(entry.value.kind)", at: place, setting.subject))
        } else if setting == .theme, theme != "auto", Theme.named(theme) == nil, !themes.contains(theme) {
          let names = (Theme.all.map(\.name) + themes + ["auto"]).joined(separator: ", ")
          complaints.append(complaint("no theme is called \(theme): there are \(names)", at: place))
          theme = "auto"
        }
      case "keys"?:
        guard let action = Action(named: key) else {
          complaints.append(
            complaint(
              "no action is called \(key.shortened): elbow --default-config shows all of them", at: place))
          continue
        }
        switch Configuration.keys(entry.value) {
        case .success(let keys):
          changes.append(KeyChange(action, keys: keys))
          places[action] = place
        case .failure(let fault):
          complaints.append(complaint(fault.sentence, at: place))
        }
      default:
        break  // Its table was complained of.
      }
    }
    let (table, refused) = KeyTable.standard.changed(by: changes)
    keys = table
    complaints += refused.compactMap { refusal in
      places[refusal.change.action].map { complaint(refusal.sentence, at: $0) }
    }
    return complaints.sorted { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
  }

  /// Why a value names no keys.
  private struct Fault: Error {
    let sentence: String
  }

  /// The keys that a value names.
  private static func keys(_ value: FileValue) -> Result<[Key], Fault> {
    let names: [FileValue] =
      switch value {
      case .list(let list): list
      default: [value]
      }
    var keys: [Key] = []
    for name in names {
      guard case .text(let text) = name else {
        return .failure(
          Fault(
            sentence: "a key is named in quotes, as \"Space\", or several in a list; this is \(name.kind)"))
      }
      guard let key = Key(named: text) else {
        return .failure(
          Fault(
            sentence:
              "no key is called \(quoted(text.shortened)): names are Space, Tab, Enter, Esc, PageUp, F2, Ctrl-R, a"
          ))
      }
      if !keys.contains(key) { keys.append(key) }
    }
    return .success(keys)
  }
}
