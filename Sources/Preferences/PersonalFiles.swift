import DataFiles
import Glibc
import PlotKit

/// All that a person wrote down about the program, and what is wrong with it: the program opens whatever stands there.
public struct PersonalFiles: Sendable {
  /// What the configuration says.
  public private(set) var configuration = Configuration()
  /// The themes of one's own, by name.
  public private(set) var themes: [Theme] = []
  /// What is wrong with the files.
  public private(set) var complaints: [Complaint] = []
  /// For each theme, what is hard to see in it.
  private var remarks: [String: [Complaint]] = [:]
  /// Where the files are looked for; nil where the environment names no place.
  public let folder: String?

  /// At most so many files of themes are read.
  private static let mostThemes = 64

  /// The files that are there.
  /// - Parameter environment: `XDG_CONFIG_HOME` and `HOME` say where (XDG Base Directory Specification).
  public init(environment: [String: String]) {
    self.init(folder: PersonalFiles.folder(environment))
  }

  /// The files in `folder`.
  init(folder: String?) {
    self.folder = folder
    guard let folder else { return }
    let names = PersonalFiles.names(in: folder + "/themes")
    for name in names.prefix(PersonalFiles.mostThemes) { readTheme(name, in: folder + "/themes") }
    if names.count > PersonalFiles.mostThemes {
      complaints.append(
        Complaint(
          "there are more than \(PersonalFiles.mostThemes) files of themes, and the later ones are left out: remove some",
          file: folder + "/themes"))
    }
    readConfiguration()
  }

  /// What is wrong with the files as far as the explorer goes that begins with the theme called `name`.
  public func complaints(beginningWith name: String) -> [Complaint] { complaints + (remarks[name] ?? []) }

  /// Those complaints that concern a run without a terminal.
  public var complaintsAboutComputing: [Complaint] { complaints.filter { $0.subject == .computing } }

  /// Where the files of a person are: below `XDG_CONFIG_HOME`, which has to be absolute, or else below `~/.config`.
  static func folder(_ environment: [String: String]) -> String? {
    if let home = environment["XDG_CONFIG_HOME"], home.hasPrefix("/") { return home + "/elbow" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.config/elbow"
  }

  private mutating func readConfiguration() {
    guard let folder, let bytes = bytes(of: folder + "/config.toml", .computing) else { return }
    let (configuration, complaints) = Configuration.reading(
      bytes, file: folder + "/config.toml", themes: themes.map(\.name))
    self.configuration = configuration
    self.complaints = complaints + self.complaints
  }

  private mutating func readTheme(_ fileName: String, in folder: String) {
    let path = folder + "/" + fileName
    let name = String(fileName.dropLast(".toml".count))
    guard isThemeName(name) else {
      complaints.append(
        Complaint("a theme is called by letters, digits, - and _, at most 32: rename the file", file: path))
      return
    }
    guard Theme.named(name) == nil, name != "auto" else {
      complaints.append(Complaint("the name \(name) is taken: rename the file", file: path))
      return
    }
    guard let bytes = bytes(of: path, .explorer) else { return }
    do {
      let file = try ThemeFile(bytes, file: path, name: name)
      themes.append(file.theme)
      remarks[name] = file.remarks
    } catch {
      complaints += error.complaints
    }
  }

  /// The bytes of a file, if it is there; one that is no file, too large or locked away is complained of.
  private mutating func bytes(of path: String, _ subject: Complaint.Subject) -> [UInt8]? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    // What is no regular file might never end, or never begin.
    guard status.st_mode & S_IFMT == S_IFREG else {
      complaints.append(Complaint("this is no regular file: remove it", file: path, subject: subject))
      return nil
    }
    do {
      if let bytes = try shortFile(path, limit: Configuration.largestFile) { return bytes }
      complaints.append(
        Complaint(
          "the file is larger than \(Configuration.largestFile >> 10) KB, and not read: shorten it",
          file: path,
          subject: subject))
    } catch {
      complaints.append(
        Complaint("the file cannot be read: let it be read, or remove it", file: path, subject: subject))
    }
    return nil
  }

  /// The names of the TOML files in a folder, in order; none where there is no such folder.
  private static func names(in folder: String) -> [String] {
    completions(forPath: folder + "/", limit: 1000).filter { $0.kind != .directory }.map(\.name)
      .filter { $0.hasSuffix(".toml") && $0 != ".toml" }.sorted()
  }
}
