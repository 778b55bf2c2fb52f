import Glibc

/// The path of the binary called `name` that was built beside this one.
public func siblingPath(_ name: String) -> String {
  var buffer = [CChar](repeating: 0, count: 4096)
  let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
  let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return own.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/\(name)"
}

/// User and system time of a process, in ticks of the kernel, of which there are a hundred a second.
public func processorTicks(of process: pid_t) -> Int {
  guard let file = fopen("/proc/\(process)/stat", "r") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 4096)
  guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
  let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  // The name of the program stands in parentheses and may hold anything; what counts comes after it.
  let fields = (text.split(separator: ")").last ?? "").split(separator: " ")
  return (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
}

/// The processes that a process began.
public func children(of process: pid_t) -> [pid_t] {
  names(in: "/proc").compactMap { pid_t($0) }.filter { field("PPid", of: $0) == Int(process) }
}

/// Whether a process goes on: it is there, and has not ended without anybody asking how.
public func isRunning(_ process: pid_t) -> Bool {
  statusLine("State", of: process).map { !$0.contains("Z") && !$0.contains("X") } ?? false
}

/// The memory that a process has in use, in units of 1024 bytes.
public func residentKilobytes(of process: pid_t) -> Int { field("VmRSS", of: process) ?? 0 }

private func field(_ name: String, of process: pid_t) -> Int? {
  statusLine(name, of: process).flatMap { line in line.split { !$0.isNumber }.first.flatMap { Int($0) } }
}

/// What the kernel says under that name; nil where there is no such process.
private func statusLine(_ name: String, of process: pid_t) -> Substring? {
  guard let file = fopen("/proc/\(process)/status", "r") else { return nil }
  defer { fclose(file) }
  var text = ""
  var buffer = [CChar](repeating: 0, count: 4096)
  while fgets(&buffer, Int32(buffer.count), file) != nil {
    text += String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
  return text.split(separator: "\n").first { $0.hasPrefix("\(name):") }?.dropFirst(name.count + 1)
}
