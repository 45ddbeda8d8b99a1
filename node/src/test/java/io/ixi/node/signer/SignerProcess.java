package io.ixi.node.signer;

import io.ixi.consensus.types.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A signer in a JVM of its own, whose signature is the subject's name, until it is killed. */
final class SignerProcess implements AutoCloseable {
    private final Process process;

    private SignerProcess(Process process) {
        this.process = process;
    }

    /** Returns once it listens. */
    static SignerProcess start(Path socket, Path watermark) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SignerProcess.class.getName(),
                        socket.toString(),
                        watermark.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals("ready")) {
                return new SignerProcess(process);
            }
        }
        throw new IOException("the signer's process ended");
    }

    public static void main(String[] args) throws InterruptedException {
        Watermark watermark = Watermark.open(Path.of(args[1]), Votes.CHAIN, Votes.KEY);
        SignerServer.start(Path.of(args[0]), subject -> signature(subject.toString()), watermark);
        System.out.println("ready");
        Thread.currentThread().join();
    }

    static Bytes signature(String subject) {
        return Bytes.wrap(subject.getBytes(StandardCharsets.UTF_8));
    }

    /** Kill -9. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
