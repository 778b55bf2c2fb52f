import Testing

@Suite("The house")
struct ArchitectureTests {
  let rules = ArchitectureRules.house

  @Test("No source breaks an arrow, imports Foundation, or is longer than a file should be")
  func sources() throws {
    let files = try Repository.files(in: "Sources")
    #expect(files.count > 30)
    let violations = rules.violations(in: files)
    #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
  }

  @Test("No test imports Foundation or is longer than a file should be")
  func tests() throws {
    let files = try Repository.files(in: "Tests")
    #expect(files.count > 10)
    for file in files {
      #expect(!ImportReader.imports(of: file.text).contains("Foundation"), "\(file.path)")
      #expect(file.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 401, "\(file.path)")
    }
  }

  @Test("The targets of the table are the folders of the sources and stand in the manifest, and no others do")
  func targets() throws {
    let swift = Set(rules.arrows.keys)
    let c = Set(rules.doors.keys)
    #expect(try Repository.folders(in: "Sources") == swift.union(c))
    let manifest = try Repository.manifest()
    for target in swift.union(c) { #expect(manifest.contains("\"\(target)\""), "\(target)") }
    for folder in swift { #expect(try !Repository.files(in: "Sources/\(folder)").isEmpty, "\(folder)") }
  }

  @Test("The terminal is entered through one door, and so is every other C library")
  func doors() throws {
    for file in try Repository.files(in: "Sources") {
      for module in ImportReader.imports(of: file.text) {
        if let owners = rules.doors[module] { #expect(owners.contains(file.target), "\(file.path)") }
      }
    }
    #expect(rules.doors["CCurses"] == ["CursesKit"] && rules.doors["CDNN"] == ["Neural"])
    for (door, owners) in rules.doors where door != "CKernels" { #expect(owners.count == 1, "\(door)") }
  }

  @Test("The arrows have no circle, and the two towers meet in Explorer and above it only")
  func towers() {
    func reached(from target: String) -> Set<String> {
      (rules.arrows[target] ?? []).reduce(into: []) { $0.formUnion(reached(from: $1).union([$1])) }
    }
    let terminal: Set = ["CursesKit", "PlotKit", "CellGrid"]
    let mathematics: Set = ["LatentModels", "Neural", "DataFiles", "NumericCore"]
    for target in rules.arrows.keys {
      let below = reached(from: target)
      #expect(!below.contains(target))
      let meets = !below.isDisjoint(with: terminal) && !below.isDisjoint(with: mathematics)
      #expect(meets == ["Explorer", "Preferences", "elbow"].contains(target))
    }
    #expect(!reached(from: "Explorer").contains("CursesKit"))
  }
}

@Suite("The checker of the house")
struct ArchitectureRulesTests {
  private func violations(_ target: String, _ text: String) -> [String] {
    ArchitectureRules.house.violations(in: [
      SourceFile(target: target, path: "Sources/\(target)/A.swift", text: text)
    ])
  }

  @Test("An arrow against the table is found, whichever way the import is written")
  func arrows() {
    #expect(violations("PlotKit", "import CellGrid\nimport Glibc\n").isEmpty)
    #expect(
      violations("PlotKit", "import NumericCore\n") == [
        "Sources/PlotKit/A.swift imports NumericCore, which PlotKit may not"
      ])
    #expect(
      violations("CellGrid", "import Glibc\n") == [
        "Sources/CellGrid/A.swift imports Glibc, which CellGrid may not"
      ])
    #expect(violations("LatentModels", "let a = 1; import struct CellGrid.Grid\n").count == 1)
    #expect(violations("NumericCore", "@preconcurrency public import DataFiles\n").count == 1)
    #expect(violations("Explorer", "#if os(Linux)\n  internal import CursesKit\n#endif\n").count == 1)
    #expect(violations("Explorer", "import LatentModels\nimport PlotKit\nimport ArgumentParser").count == 1)
  }

  @Test("Foundation is refused everywhere, its essentials only where the list does not have them")
  func foundation() {
    for target in ArchitectureRules.house.arrows.keys {
      #expect(violations(target, "import Foundation\n") == ["Sources/\(target)/A.swift imports Foundation"])
      #expect(violations(target, "import class Foundation.Bundle\n").count == 1)
    }
    #expect(violations("DataFiles", "import FoundationEssentials\n").isEmpty)
    #expect(violations("LatentModels", "import FoundationEssentials\n").count == 1)
  }

  @Test("A door to C is opened by its owner alone")
  func doors() {
    #expect(violations("CursesKit", "import CCurses\n").isEmpty)
    #expect(
      violations("elbow", "import CCurses\n") == [
        "Sources/elbow/A.swift imports CCurses, the door of CursesKit alone"
      ])
    #expect(violations("LatentModels", "import CLAPACK\n").count == 1)
    #expect(violations("Neural", "import CDNN\nimport CKernels\n").isEmpty)
    #expect(violations("LatentModels", "import CDNN\n").count == 1)
    #expect(
      violations("Explorer", "import CKernels\n") == [
        "Sources/Explorer/A.swift imports CKernels, the door of LatentModels and Neural alone"
      ])
  }

  @Test("A file of 400 lines is accepted, one of 401 is not; a target without a row in the table is found")
  func lengthAndTarget() {
    #expect(violations("CellGrid", String(repeating: "\n", count: 400)).isEmpty)
    #expect(
      violations("CellGrid", String(repeating: "\n", count: 401))
        == ["Sources/CellGrid/A.swift has 401 lines, more than 400"])
    #expect(
      violations("Cellar", "")
        == ["Sources/Cellar/A.swift belongs to Cellar, a target that the table does not know"])
  }

  @Test("Imports in comments and in strings are not imports; those around them are")
  func reader() {
    let source = """
      // import A
      /* import B /* import C */
      import D */ import E
      let text = "import F \\" import G"; let raw = #"import H " import I"#
      let long = \"\"\"
        import J
        \"\"\"
      import struct K.L
      import func M.N; import O
      @_exported import P  // import Q
      let important = 1
      """
    #expect(ImportReader.imports(of: source) == ["E", "K", "M", "O", "P"])
    #expect(ImportReader.imports(of: "").isEmpty)
    #expect(ImportReader.imports(of: "import").isEmpty)
    #expect(ImportReader.imports(of: "import \"unfinished").isEmpty)
  }
}
