import CellGrid
import Explorer
import Glibc
import PlotKit
import TestSupport
import Testing

@testable import Preferences

@Suite("The files of a person")
struct PersonalFilesTests {
  private func folder(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    guard mkdir(folder.path + "/elbow", 0o700) == 0, mkdir(folder.path + "/elbow/themes", 0o700) == 0 else {
      throw TemporaryFolder.Refused(path: folder.path, code: errno)
    }
    for (name, text) in files { try folder.write(text, to: "elbow/" + name) }
    return folder
  }

  private func read(_ folder: TemporaryFolder) -> PersonalFiles {
    PersonalFiles(environment: ["XDG_CONFIG_HOME": folder.path])
  }

  /// What is said, without the place of the folder.
  private func said(_ files: PersonalFiles, theme: String = "auto") -> [String] {
    files.complaints(beginningWith: theme).map { complaint in
      complaint.description.replacing((files.folder ?? "") + "/", with: "")
    }
  }

  @Test("They are below XDG_CONFIG_HOME where it is an absolute path, and below ~/.config otherwise")
  func place() {
    #expect(PersonalFiles.folder(["XDG_CONFIG_HOME": "/x", "HOME": "/home/a"]) == "/x/elbow")
    #expect(PersonalFiles.folder(["XDG_CONFIG_HOME": "x", "HOME": "/home/a"]) == "/home/a/.config/elbow")
    #expect(PersonalFiles.folder(["XDG_CONFIG_HOME": "", "HOME": "/home/a"]) == "/home/a/.config/elbow")
    #expect(PersonalFiles.folder(["HOME": ""]) == nil && PersonalFiles.folder([:]) == nil)
  }

  @Test("Where there are none, nothing is said and nothing is changed")
  func none() throws {
    for files in [PersonalFiles(environment: [:]), PersonalFiles(environment: ["HOME": "/nowhere"])] {
      #expect(files.configuration == Configuration() && files.themes.isEmpty && files.complaints.isEmpty)
    }
  }

  @Test("A configuration and themes are read, the themes by name")
  func both() throws {
    let files = read(
      try folder([
        "config.toml": "theme = \"zinc\"\nseed = 9\n",
        "themes/zinc.toml": "base = \"light\"\nerror = \"#aa0000 bold\"\n",
        "themes/amber.toml":
          "background = \"#201000\"\nforeground = \"#ffb000\"\ncomponents = [\"#ffb000\", \"#ffffff\"]\nramp = [\"#201000\", \"#ffb000\"]\n",
        "themes/notes.txt": "not a theme",
      ]))
    #expect(files.complaints.isEmpty, "\(files.complaints)")
    #expect(files.configuration.theme == "zinc" && files.configuration.seed == 9)
    #expect(files.themes.map(\.name) == ["amber", "zinc"])
    let (amber, zinc) = (files.themes[0], files.themes[1])
    #expect(zinc[.error] == Style(foreground: .rgb(0xaa, 0, 0), attributes: .bold))
    #expect(zinc.ground == .light && zinc.components == Theme.light.components)
    #expect(amber.ground == .own(Paper(foreground: .rgb(0xff, 0xb0, 0), background: .rgb(0x20, 0x10, 0))))
    #expect(amber.components.count == 2 && amber.series == amber.components)
    #expect(amber.ramp.colors.count == 64 && amber.ramp.colors.last == .rgb(0xff, 0xb0, 0))
    #expect(amber[.accent] == Theme.dark[.accent])
  }

  @Test("A theme that is hard to read is taken, and the one that is used is remarked upon with the figure")
  func faint() throws {
    let files = read(
      try folder(["themes/fog.toml": "base = \"dark\"\n\ndim-text = \"#777777\"\n", "themes/ink.toml": ""]))
    #expect(files.themes.map(\.name) == ["fog", "ink"] && files.complaints.isEmpty)
    #expect(
      said(files, theme: "fog") == [
        "themes/fog.toml, line 3, column 1: dim-text has a contrast of 3.7 on #1e1e1e, and needs 4.5: choose a colour farther from it"
      ])
    #expect(said(files, theme: "ink").isEmpty)
  }

  @Test(
    "A theme that makes no sense is left out, with line and remedy",
    arguments: [
      (
        "base = \"dusk\"",
        "line 1, column 1: base has to be one of \"dark\", \"light\", \"monochrome\", \"high-contrast\", \"colour-blind\""
      ),
      (
        "error = \"red\"",
        "line 1, column 1: error has to be a look such as \"#ffffff on #1f4e79 bold\"; its words are colours, bold, dim, underline, reverse"
      ),
      ("background = 3", "line 1, column 1: background has to be a colour such as \"#1e1e1e\""),
      ("foreground = \"#ffffff\"", "line 1, column 1: foreground needs a background beside it"),
      (
        "ramp = [\"#ffffff\"]",
        "line 1, column 1: ramp has to be a list of 2 to 64 colours, as [\"#000000\", \"#ffffff\"]"
      ),
      (
        "components = []",
        "line 1, column 1: components has to be a list of 1 to 64 colours, as [\"#000000\", \"#ffffff\"]"
      ),
      ("[roles]", "line 1, column 1: a theme has no table [roles]: write its lines at the top"),
      (
        "text = ",
        "line 1, column 8: the end of the line stands where a value should: text stands in quotes, as \"dark\""
      ),
    ])
  func broken(_ line: String, _ sentence: String) throws {
    let files = read(try folder(["themes/a.toml": line + "\n", "themes/b.toml": ""]))
    #expect(files.themes.map(\.name) == ["b"])
    #expect(said(files) == ["themes/a.toml, \(sentence)"])
  }

  @Test("Names that are taken or that no option could say are refused")
  func names() throws {
    let files = read(
      try folder([
        "themes/dark.toml": "", "themes/auto.toml": "", "themes/a b.toml": "", "themes/color-blind.toml": "",
      ]))
    #expect(files.themes.isEmpty)
    #expect(
      said(files) == [
        "themes/a b.toml: a theme is called by letters, digits, - and _, at most 32: rename the file",
        "themes/auto.toml: the name auto is taken: rename the file",
        "themes/color-blind.toml: the name color-blind is taken: rename the file",
        "themes/dark.toml: the name dark is taken: rename the file",
      ])
  }

  @Test("Of a folder full of themes no more are read than a person could go through")
  func many() throws {
    let names = (100..<170).map { "themes/t\($0).toml" }
    let files = read(try folder(Dictionary(uniqueKeysWithValues: names.map { ($0, "base = \"light\"") })))
    #expect(files.themes.count == 64 && files.themes.last?.name == "t163")
    #expect(
      said(files) == [
        "themes: there are more than 64 files of themes, and the later ones are left out: remove some"
      ])
  }

  @Test("What is no file, or a huge one, is not read")
  func hostile() throws {
    let folder = try folder(["themes/large.toml": String(repeating: "#", count: 70_000)])
    // Nobody ever writes to it: whoever opened it would wait for ever.
    #expect(mkfifo(folder.path + "/elbow/config.toml", 0o600) == 0)
    #expect(mkdir(folder.path + "/elbow/themes/folder.toml", 0o700) == 0)
    #expect(symlink("/dev/zero", folder.path + "/elbow/themes/zero.toml") == 0)
    let files = read(folder)
    #expect(files.configuration == Configuration() && files.themes.isEmpty)
    #expect(
      said(files) == [
        "themes/large.toml: the file is larger than 64 KB, and not read: shorten it",
        "themes/zero.toml: this is no regular file: remove it",
        "config.toml: this is no regular file: remove it",
      ])
    #expect(files.complaintsAboutComputing.count == 1)
  }
}
