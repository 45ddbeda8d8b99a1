package io.ixi.testnet.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which processes of this computer listen where, by /proc: Linux only, and only this user's processes unless root. */
final class Listeners {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTEN = "0A";

    private Listeners() {}

    /** The processes behind these addresses, in order; empty unless every one is found here. */
    static List<Long> behind(List<URI> addresses) {
        Map<String, Long> owners = owners();
        List<Long> pids = new ArrayList<>();
        for (URI address : addresses) {
            Optional<Long> pid =
                    loopback(address.getHost()) ? socket(address.getPort()).map(owners::get) : Optional.empty();
            if (pid.isEmpty()) {
                return List.of();
            }
            pids.add(pid.get());
        }
        return pids;
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Inode of the socket that listens on a port. */
    private static Optional<String> socket(int port) {
        String end = ":%04X".formatted(port);
        for (String table : new String[] {"net/tcp", "net/tcp6"}) {
            try (Stream<String> lines = Files.lines(PROC.resolve(table))) {
                Optional<String> inode = lines.map(line -> line.strip().split("\\s+", -1))
                        .filter(fields -> fields.length > 9 && fields[1].endsWith(end) && fields[3].equals(LISTEN))
                        .map(fields -> fields[9])
                        .findFirst();
                if (inode.isPresent()) {
                    return inode;
                }
            } catch (IOException e) {
                return Optional.empty(); // not Linux
            }
        }
        return Optional.empty();
    }

    /** Processes by the inodes of their sockets. */
    private static Map<String, Long> owners() {
        Map<String, Long> owners = new TreeMap<>();
        ProcessHandle.allProcesses().map(ProcessHandle::pid).forEach(pid -> {
            try (Stream<Path> files = Files.list(PROC.resolve(pid + "/fd"))) {
                for (Path file : files.toList()) {
                    String target = Files.readSymbolicLink(file).toString();
                    if (target.startsWith("socket:[")) {
                        owners.put(target.substring("socket:[".length(), target.length() - 1), pid);
                    }
                }
            } catch (IOException e) {
                // another user's, or gone meanwhile: not found then
                return;
            }
        });
        return owners;
    }
}
