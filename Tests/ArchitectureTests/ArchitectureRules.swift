/// A Swift file of the project, as the rules look at it.
struct SourceFile: Hashable, Sendable {
  /// The target whose folder it lies in.
  let target: String
  /// Its path from the top of the repository.
  let path: String
  /// Its text.
  let text: String
}

/// The arrows between the targets, and what a file may be. The rules are data; `violations` holds sources against them.
struct ArchitectureRules: Sendable {
  /// For each Swift target, the targets and packages that it may import.
  var arrows: [String: Set<String>]
  /// For each Swift target, the parts of the system that it may import.
  var system: [String: Set<String>]
  /// The doors to C, each with the targets that may import it: one for a library, those that compute for the kernels.
  var doors: [String: Set<String>]
  /// A longer file holds more than one idea.
  var mostLines = 400

  /// What `files` break, as sentences; empty if nothing.
  func violations(in files: [SourceFile]) -> [String] {
    files.flatMap { violations(in: $0) }
  }

  private func violations(in file: SourceFile) -> [String] {
    var result: [String] = []
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    if lines > mostLines { result.append("\(file.path) has \(lines) lines, more than \(mostLines)") }
    guard let arrows = arrows[file.target] else {
      return result + ["\(file.path) belongs to \(file.target), a target that the table does not know"]
    }
    for module in ImportReader.imports(of: file.text) {
      if module == "Foundation" {
        result.append("\(file.path) imports Foundation")
      } else if let owners = doors[module], !owners.contains(file.target) {
        let names = owners.sorted().joined(separator: " and ")
        result.append("\(file.path) imports \(module), the door of \(names) alone")
      } else if !arrows.contains(module), system[file.target]?.contains(module) != true {
        result.append("\(file.path) imports \(module), which \(file.target) may not")
      }
    }
    return result
  }

  /// The table of the architecture.
  static let house = ArchitectureRules(
    arrows: [
      "elbow": [
        "Preferences", "Explorer", "CursesKit", "PlotKit", "CellGrid", "LatentModels", "DataFiles",
        "NumericCore", "ArgumentParser",
      ],
      "Preferences": ["Explorer", "DataFiles", "PlotKit", "CellGrid", "TOMLKit"],
      "Explorer": ["LatentModels", "DataFiles", "NumericCore", "PlotKit", "CellGrid"],
      "CursesKit": ["CCurses", "CellGrid"],
      "PlotKit": ["CellGrid"],
      "CellGrid": [],
      "LatentModels": ["Neural", "NumericCore", "CKernels", "RealModule"],
      "DataFiles": ["NumericCore", "CAssets", "CDigest", "CZlib"],
      "Neural": ["NumericCore", "CDNN", "CKernels", "RealModule", "Synchronization"],
      "NumericCore": ["CLAPACK", "RealModule"],
    ],
    system: [
      "elbow": ["Glibc", "Dispatch", "Synchronization", "FoundationEssentials"],
      "Preferences": ["Glibc"],
      "Explorer": ["Glibc", "Dispatch", "Synchronization", "FoundationEssentials"],
      "CursesKit": ["Glibc", "Dispatch", "Synchronization"],
      "PlotKit": ["Glibc"],
      "LatentModels": ["Synchronization"],
      "DataFiles": ["Glibc", "FoundationEssentials"],
      "NumericCore": ["Glibc", "Dispatch", "Synchronization"],
    ],
    doors: [
      "CCurses": ["CursesKit"], "CLAPACK": ["NumericCore"], "CDigest": ["DataFiles"],
      "CAssets": ["DataFiles"], "CZlib": ["DataFiles"],
      "CDNN": ["Neural"], "CKernels": ["LatentModels", "Neural"],
    ])
}
