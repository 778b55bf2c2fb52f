import Glibc
import TestSupport
import Testing

@Suite("Completion in shells")
struct CompletionTests {
  /// That of bash, which many tests ask.
  private static let bash = Result { try script("bash") }

  private static func script(_ shell: String) throws -> String {
    let result = try Program.run(["--generate-completion-script", shell])
    try #require(result.code == 0 && result.error.isEmpty, "\(result.error)")
    return result.output
  }

  /// What bash offers for the last of `words`, in `folder`.
  private func offered(_ words: [String], in folder: TemporaryFolder) throws -> [String] {
    try folder.write(try Self.bash.get(), to: ".script")
    try folder.write(
      """
      source .script
      COMP_WORDS=("$@")
      COMP_WORDS[0]=\(Program.path)
      COMP_CWORD=$(($# - 1))
      COMP_LINE="${COMP_WORDS[*]}"
      COMP_POINT=${#COMP_LINE}
      COMPREPLY=()
      _elbow elbow "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """, to: ".complete")
    let result = try Program.run([".complete"] + words, in: folder.path, path: "/bin/bash")
    #expect(result.error.isEmpty, "\(result.error)")
    return result.output.split(separator: "\n").map(String.init)
  }

  @Test(
    "The scripts are read without complaint, and name every command and every option",
    arguments: ["bash", "zsh", "fish"])
  func scripts(shell: String) throws {
    let script = try Self.script(shell)
    for command in try CommandTree.program().all {
      #expect(script.contains(command.commandName), "\(command.path)")
      for name in command.shown.flatMap({ $0.names ?? [] }) { #expect(script.contains(name.name)) }
    }
    let path = "/usr/bin/\(shell)"
    if access(path, X_OK) == 0 {
      let folder = try TemporaryFolder()
      try folder.write(script, to: "script")
      let result = try Program.run(["-n", "script"], in: folder.path, path: path)
      #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
    } else {
      #expect(shell != "bash", "bash is not installed")
    }
  }

  @Test("Commands and their commands are offered, and options after a dash")
  func commands() throws {
    let folder = try TemporaryFolder()
    #expect(try offered(["elbow", "la"], in: folder) == ["ladder"])
    let models = try offered(["elbow", "fit", ""], in: folder)
    for name in ["gmm", "ppca", "vae", "diffusion", "curve"] { #expect(models.contains(name)) }
    let options = try offered(["elbow", "fit", "gmm", "--co"], in: folder)
    #expect(
      Set(options) == [
        "--components", "--covariance", "--columns", "--count", "--complete-rows", "--confidence",
      ])
  }

  @Test("Data are offered by name and as files, whatever the files are called")
  func data() throws {
    let folder = try TemporaryFolder()
    for name in [
      "faces.csv", "fast run.npy", "fa$(touch harm).csv", "fa`touch harm`.csv", "fable", "other.csv",
    ] {
      try folder.write("", to: name)
    }
    mkdir(folder.path + "/families", 0o700)
    try folder.write("", to: "families/one.csv")
    let before = folder.names
    let found = try offered(["elbow", "fit", "gmm", "--data", "fa"], in: folder)
    #expect(
      Set(found) == [
        "faithful", "fashion-mnist", "fashion-mnist-test", "families/", "faces.csv", "fast run.npy",
        "fa$(touch harm).csv", "fa`touch harm`.csv",
      ])
    // Nothing was run on the way.
    #expect(Set(folder.names).subtracting([".script", ".complete"]) == Set(before))
    #expect(try offered(["elbow", "fit", "gmm", "--data", "families/"], in: folder) == ["families/one.csv"])
    // The first word may be data as well as a command.
    #expect(try offered(["elbow", "fait"], in: folder) == ["faithful"])
    #expect(Set(try offered(["elbow", "o"], in: folder)) == ["other.csv"])
    #expect(try offered(["elbow", "fit", "o"], in: folder) == [])
    #expect(try offered(["elbow", "score", "run.safetensors", "--data", "peng"], in: folder) == ["penguins"])
    #expect(try offered(["elbow", "data", "show", "iri"], in: folder) == ["iris"])
    #expect(Set(try offered(["elbow", "data", "make", "s"], in: folder)) == ["spirals", "swiss-roll"])
    // Where no file is data, the others are offered.
    #expect(try offered(["elbow", "ladder", "--data", "fabl"], in: folder) == ["fable"])
  }

  @Test("Values are offered: kinds by name, runs and scripts as files")
  func values() throws {
    let folder = try TemporaryFolder()
    for name in ["run.safetensors", "rows.csv", "demo.keys"] { try folder.write("", to: name) }
    func check(_ words: [String], _ known: Set<String>) throws {
      #expect(Set(try offered(["elbow"] + words, in: folder)) == known, "\(words)")
    }
    try check(["fit", "gmm", "--covariance", ""], ["full", "tied", "diag", "spherical"])
    try check(["fit", "gmm", "--errors", "s"], ["sandwich"])
    try check(["fit", "gmm", "--e-step", "s"], ["stochastic", "saem"])
    try check(["fit", "gmm", "--save", "r"], ["run.safetensors"])
    try check(["fit", "gmm", "--start", "k"], ["kmeans++"])
    try check(["fit", "vae", "--likelihood", "b"], ["bernoulli"])
    try check(["fit", "diffusion", "--objective", ""], ["eps", "x0", "v"])
    try check(["sample", "r"], ["run.safetensors"])
    try check(["explore", "--lab", ""], ["em", "vi", "vae", "diffusion", "ladder"])
    try check(["explore", "--theme", "d"], ["dark"])
    try check(["replay", "d"], ["demo.keys"])
    try check(["ladder", "--against", "kd"], ["kde"])
  }
}
