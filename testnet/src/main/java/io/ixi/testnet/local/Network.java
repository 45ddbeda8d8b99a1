package io.ixi.testnet.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was made, as {@code testnet.json} keeps it.
 *
 * @param chainId CAIP-2 style id of the chain
 */
public record Network(int format, String chainId, List<Member> validators) {
    static final int FORMAT = 1;

    public Network {
        validators = List.copyOf(validators);
    }

    /** One validator: its name is also its folder. Ports are on loopback. */
    public record Member(String name, int rpcPort, int p2pPort) {
        public URI rpc() {
            return URI.create("http://127.0.0.1:" + rpcPort);
        }

        public Path home(Path directory) {
            return directory.resolve(name);
        }

        Path log(Path directory) {
            return home(directory).resolve("log").resolve("node.log");
        }
    }

    Optional<Member> member(String name) {
        return validators.stream().filter(member -> member.name.equals(name)).findFirst();
    }

    /** The same validators from another first port on: RPC at base + i, peers at base + 100 + i. */
    Network at(int basePort) {
        return new Network(
                format,
                chainId,
                java.util.stream.IntStream.range(0, validators.size())
                        .mapToObj(i -> new Member(validators.get(i).name, basePort + i, basePort + PEER_PORTS + i))
                        .toList());
    }

    static final int PEER_PORTS = 100;
    static final int LARGEST = 100;
}
