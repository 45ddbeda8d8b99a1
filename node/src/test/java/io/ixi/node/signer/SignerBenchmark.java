package io.ixi.node.signer;

import io.ixi.consensus.types.Subject;
import io.ixi.node.genesis.ValidatorKey;
import io.ixi.node.replica.Signer;
import io.ixi.vm.kernel.crypto.Scheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Prints what a vote costs with and without its watermark. Run its main; not a test. */
final class SignerBenchmark {
    private static final int ROUNDS = 2_000;

    private SignerBenchmark() {}

    /** One way to sign. */
    private interface Way {
        void vote(Subject subject);
    }

    public static void main(String[] args) throws IOException {
        Path directory = Files.createTempDirectory("ixi-signer");
        Signer key = ValidatorKey.signer(Scheme.ML_DSA_44, new byte[32], Votes.CHAIN);
        Signer nothing = subject -> Votes.KEY;
        run("ML-DSA-44 signature alone", key::sign);
        try (KeySigner signer = signer(directory.resolve("a"), nothing)) {
            run("watermark after the journal's fsync, without the signature", subject -> {
                signer.sign(subject);
                signer.commit();
            });
        }
        try (KeySigner signer = signer(directory.resolve("b"), nothing)) {
            run("watermark forced for each vote, without the signature", signer::signDurably);
        }
        Watermark watermark = Watermark.open(directory.resolve("c"), Votes.CHAIN, Votes.KEY);
        try (SignerServer server = SignerServer.start(directory.resolve("s"), nothing, watermark);
                RemoteSigner signer = RemoteSigner.connect(server.socket())) {
            run("the same through a socket", signer::sign);
        }
    }

    private static KeySigner signer(Path file, Signer key) {
        return new KeySigner(key, Watermark.open(file, Votes.CHAIN, Votes.KEY));
    }

    private static void run(String name, Way way) {
        long[] nanos = new long[ROUNDS];
        for (int i = 0; i < 2 * ROUNDS; i++) {
            Subject subject = i % 2 == 0 ? Votes.notarize(i / 2 + 1, 1) : Votes.finish(i / 2 + 1, 1);
            long start = System.nanoTime();
            way.vote(subject);
            nanos[i % ROUNDS] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.println(String.format(
                Locale.ROOT,
                "%-62s p50 %8.1f us, p99 %8.1f us",
                name,
                nanos[ROUNDS / 2] / 1e3,
                nanos[ROUNDS * 99 / 100] / 1e3));
    }
}
