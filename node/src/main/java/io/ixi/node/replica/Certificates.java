package io.ixi.node.replica;

import io.ixi.consensus.bft.Input;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.node.wire.PeerMessage.CertHave;
import io.ixi.node.wire.PeerMessage.CertShares;
import io.ixi.node.wire.PeerMessage.CertWant;
import io.ixi.node.wire.PeerMessage.CertificateMessage;
import io.ixi.node.wire.Signers;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Certificates as deltas: votes go all-to-all, so who assembled one says so in 100 bytes, and who lacks signatures asks
 * for those alone. Whole ones travel only when the core sends them to one validator.
 */
final class Certificates {
    /** Views below the last final one whose certificates and shares are kept for others. */
    static final int RETENTION = 16;

    /** Votes may still be on their way when the first peer has its quorum. */
    private static final int PATIENCE_MS = 40;

    /** Longest wait before others are told of a certificate. */
    private static final int ANNOUNCE_MS = 60;

    private static final int MAX_ASKED = 64;

    /** What a certificate and a share take besides the signatures: objects and map entries. */
    private static final int CERTIFICATE_BYTES = 250;

    private static final int SHARE_BYTES = 40;

    private final Shares shares;
    private final Links links;
    private final Schedule schedule;
    private final KeyGuard guard;
    private final ReplicaMetrics metrics;
    private final Consumer<Input> core;
    private final TreeMap<Long, Map<Subject, Certificate>> known = new TreeMap<>();
    private final Map<Class<?>, Certificate> unannounced = new LinkedHashMap<>();
    private final Map<Subject, Schedule.Alarm> asked = new LinkedHashMap<>();
    private long finalView;

    Certificates(
            Shares shares,
            Links links,
            Schedule schedule,
            KeyGuard guard,
            ReplicaMetrics metrics,
            Consumer<Input> core) {
        this.shares = shares;
        this.links = links;
        this.schedule = schedule;
        this.guard = guard;
        this.metrics = metrics;
        this.core = core;
    }

    boolean knows(Subject subject) {
        return get(subject) != null;
    }

    /** Memory that they hold, about. */
    long bytes() {
        long bytes = 0;
        for (Map<Subject, Certificate> certificates : known.values()) {
            for (Certificate certificate : certificates.values()) {
                bytes += CERTIFICATE_BYTES;
                for (Certificate.Share share : certificate.shares()) {
                    bytes += SHARE_BYTES + share.signature().size();
                }
            }
        }
        return bytes;
    }

    /** The core holds this one now. */
    void learned(Certificate certificate) {
        if (certificate.view() >= finalView - RETENTION) {
            known.computeIfAbsent(certificate.view(), view -> new LinkedHashMap<>())
                    .putIfAbsent(certificate.subject(), certificate);
        }
    }

    /**
     * Soon says that it is here, unless a newer one of its kind makes it needless: others mostly assembled it too, and
     * while views go by each hears of the newest.
     */
    void announce(Certificate certificate) {
        if (unannounced.isEmpty()) {
            schedule.after(ANNOUNCE_MS, this::announceNewest);
        }
        Certificate before = unannounced.get(certificate.subject().getClass());
        if (before == null || before.view() <= certificate.view()) {
            unannounced.put(certificate.subject().getClass(), certificate);
        }
    }

    private void announceNewest() {
        for (Certificate certificate : unannounced.values()) {
            boolean decided = certificate.view() <= finalView && !(certificate.subject() instanceof Subject.Finalize);
            if (!decided) {
                links.sendAll(new CertHave(certificate.subject(), Signers.of(signers(certificate))));
            }
        }
        unannounced.clear();
    }

    void send(int peer, Certificate certificate) {
        metrics.fullCertificateSent();
        links.send(peer, new CertificateMessage(certificate));
    }

    void onFull(int peer, CertificateMessage message) {
        Certificate certificate = message.certificate();
        if (knows(certificate.subject()) || certificate.view() < finalView) {
            return;
        }
        Optional<Certificate> good = shares.verify(certificate);
        if (good.isEmpty()) {
            links.penalize(peer, "certificate without a quorum of good signatures");
            return;
        }
        good.get().shares().forEach(share -> guard.seen(certificate.subject(), share.signer()));
        metrics.fullCertificateReceived();
        core.accept(new Input.CertificateReceived(good.get()));
    }

    void onHave(int peer, CertHave message) {
        Subject subject = message.subject();
        core.accept(new Input.Heard(peer));
        if (guard.wouldSurprise(subject, message.signers())) {
            // a claim only: ask for the signature that proves it
            links.send(peer, new CertWant(subject, guard.self()));
        }
        if (!useful(subject) || asked.containsKey(subject) || asked.size() >= MAX_ASKED) {
            return;
        }
        asked.put(subject, schedule.after(PATIENCE_MS, () -> ask(peer, message)));
    }

    void onWant(int peer, CertWant message) {
        List<Certificate.Share> found = shares.select(message.subject(), message.missing());
        Certificate certificate = get(message.subject());
        if (found.isEmpty() && certificate != null) {
            found = certificate.shares().stream()
                    .filter(share -> message.missing().contains(share.signer()))
                    .toList();
        }
        if (!found.isEmpty()) {
            metrics.deltaCertificateSent();
            links.send(peer, new CertShares(new Certificate(message.subject(), found)));
        }
    }

    void onShares(int peer, CertShares message) {
        Subject subject = message.shares().subject();
        boolean surprising = guard.wouldSurprise(subject, Signers.of(signers(message.shares())));
        if (!useful(subject) && !surprising) {
            return;
        }
        for (Certificate.Share share : message.shares().shares()) {
            Vote vote = shares.verify(new Vote(subject, share.signer(), share.signature()));
            if (vote == null) {
                links.penalize(peer, "share with a bad signature");
                return;
            }
            guard.seen(subject, share.signer());
        }
        if (knows(subject)) {
            return;
        }
        shares.assemble(subject).ifPresent(certificate -> {
            metrics.deltaCertificateReceived();
            core.accept(new Input.CertificateReceived(certificate));
        });
    }

    /** Everything up to this view is final. */
    void finalized(long view) {
        finalView = Math.max(finalView, view);
        known.headMap(finalView - RETENTION).clear();
        shares.prune(finalView - RETENTION);
    }

    private static BitSet signers(Certificate certificate) {
        BitSet signers = new BitSet();
        certificate.shares().forEach(share -> signers.set(share.signer()));
        return signers;
    }

    private void ask(int peer, CertHave message) {
        Subject subject = message.subject();
        asked.remove(subject);
        BitSet here = shares.signers(subject);
        BitSet missing = message.signers().toBitSet();
        missing.andNot(here);
        BitSet both = (BitSet) here.clone();
        both.or(missing);
        if (!useful(subject)) {
            return;
        }
        if (!here.isEmpty() && !missing.isEmpty() && shares.power(both) >= shares.quorum()) {
            links.send(peer, new CertWant(subject, Signers.of(missing)));
        } else {
            core.accept(new Input.CertificateOffered(peer, subject));
        }
    }

    private boolean useful(Subject subject) {
        return subject.view() >= finalView && !knows(subject);
    }

    private @Nullable Certificate get(Subject subject) {
        Map<Subject, Certificate> certificates = known.get(subject.view());
        return certificates == null ? null : certificates.get(subject);
    }
}
