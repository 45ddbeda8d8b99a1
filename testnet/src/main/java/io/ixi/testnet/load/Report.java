package io.ixi.testnet.load;

import io.ixi.cli.Terminal;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was measured. Rates are per second of the window, megabytes are 1,000,000 bytes.
 *
 * @param boundRatio {@code tps} over what the processors could verify: cores x verifications / validators
 * @param rssMb resident memory at the window's end, by validator
 * @param cpuCores processors in use over the window, by validator
 */
record Report(
        double tps,
        double mbPerS,
        double p50Ms,
        double p90Ms,
        double p99Ms,
        long accepted,
        long finalized,
        Map<String, Long> errors,
        long verifyPerSCore,
        double boundRatio,
        List<Long> rssMb,
        List<Double> cpuCores) {

    static Report of(Tally tally, long verifications, int validators, List<Usage> first, List<Usage> last) {
        double seconds = Math.max(0.001, tally.seconds());
        double tps = tally.finalizedInWindow() / seconds;
        int cores = Runtime.getRuntime().availableProcessors();
        return new Report(
                round(tps, 10),
                round(tally.bytesInWindow() / 1e6 / seconds, 100),
                round(tally.percentileMs(50), 10),
                round(tally.percentileMs(90), 10),
                round(tally.percentileMs(99), 10),
                tally.acceptedInWindow(),
                tally.finalizedInWindow(),
                tally.errors(),
                verifications,
                round(tps * validators / ((double) cores * Math.max(1, verifications)), 1000),
                last.stream().map(Usage::rssMb).toList(),
                IntStream.range(0, last.size())
                        .mapToObj(i -> round((last.get(i).cpuMs() - first.get(i).cpuMs()) / 1e3 / seconds, 100))
                        .toList());
    }

    private static double round(double value, int parts) {
        return Math.rint(value * parts) / parts;
    }

    ObjectNode json() {
        ObjectNode json = Terminal.JSON.createObjectNode();
        json.put("tps", tps);
        json.put("mb_per_s", mbPerS);
        json.put("p50_ms", p50Ms);
        json.put("p90_ms", p90Ms);
        json.put("p99_ms", p99Ms);
        json.put("accepted", accepted);
        json.put("finalized", finalized);
        if (errors.isEmpty()) {
            json.put("errors", 0);
        } else {
            ObjectNode all = json.putObject("errors");
            errors.forEach(all::put);
        }
        json.put("verify_per_s_core", verifyPerSCore);
        json.put("bound_ratio", boundRatio);
        ArrayNode memory = json.putArray("rss_mb");
        rssMb.forEach(memory::add);
        ArrayNode cores = json.putArray("cpu_cores");
        cpuCores.forEach(cores::add);
        return json;
    }
}
