package io.ixi.cli.light;

import io.ixi.cli.light.NotProvenException.Part;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithContext;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** Says whether evidence shows what it claims. Stateless, total. */
public final class LightClient {
    /** FIPS 204 context of votes. */
    private static final byte[] CONTEXT = "IXI-vote-v1".getBytes(StandardCharsets.US_ASCII);

    /** Schemes of validators by the length of their keys: ML-DSA-44, 65, 87, FIPS 204 table 2. */
    private static final List<MLDSAParameters> SCHEMES =
            List.of(MLDSAParameters.ml_dsa_44, MLDSAParameters.ml_dsa_65, MLDSAParameters.ml_dsa_87);

    private static final List<Integer> KEY_BYTES = List.of(1_312, 1_952, 2_592);

    private LightClient() {}

    /**
     * What is shown.
     *
     * @param height state after this block
     * @param stateRoot of that state
     * @param entries keys with their values; empty: the key is absent
     */
    public record Shown(long height, Hash stateRoot, NavigableMap<Bytes, Optional<Bytes>> entries) {}

    /** Verifies every part. Throws {@link NotProvenException} for the first that fails. */
    public static Shown verify(Trust trust, Evidence evidence) throws NotProvenException {
        BlockHeader last = checkLinks(trust, evidence);
        checkValidators(trust, last);
        checkFinalization(evidence.finalization(), last);
        checkQuorum(trust, evidence.finalization());
        NavigableMap<Bytes, Optional<Bytes>> entries = new TreeMap<>();
        Hash root = evidence.header().parentStateRoot();
        for (Evidence.Entry entry : evidence.entries()) {
            if (!TreeProof.holds(root, entry.key(), entry.value(), entry.proof())) {
                throw new NotProvenException(
                        Part.STATE, "the proof of key " + entry.key().hex() + " does not hold");
            }
            entries.put(entry.key(), Optional.ofNullable(entry.value()));
        }
        return new Shown(evidence.header().height() - 1, root, entries);
    }

    /**
     * Whom to trust in the epoch after: what {@code ixi_getHandover} gives is verified, then the next set is read from
     * the proven entries.
     */
    public static Trust follow(Trust trust, Evidence handover) throws NotProvenException {
        Shown shown = verify(trust, handover);
        if (!handover.links().isEmpty()) {
            throw new NotProvenException(Part.LINKS, "a handover is about one block");
        }
        return new Trust(trust.chain(), NextSet.read(handover.header(), shown.entries()));
    }

    private static BlockHeader checkLinks(Trust trust, Evidence evidence) throws NotProvenException {
        BlockHeader last = evidence.header();
        if (!last.chain().equals(trust.chain())) {
            throw new NotProvenException(
                    Part.CHAIN, "the header is of chain " + last.chain().hex());
        }
        if (last.height() < 1) {
            throw new NotProvenException(Part.LINKS, "block 0 has no state before it");
        }
        for (BlockHeader link : evidence.links()) {
            boolean follows = link.height() == last.height() + 1
                    && link.chain().equals(trust.chain())
                    && link.parent().equals(Wire.headerHash(last));
            if (!follows) {
                throw new NotProvenException(Part.LINKS, "header " + link.height() + " does not follow its parent");
            }
            last = link;
        }
        return last;
    }

    private static void checkValidators(Trust trust, BlockHeader last) throws NotProvenException {
        ValidatorSet set = trust.validators();
        if (last.epoch() != set.epoch() || !last.validatorsHash().equals(Wire.validatorsHash(set))) {
            throw new NotProvenException(
                    Part.VALIDATORS,
                    "block " + last.height() + " stands on the validators of epoch " + last.epoch()
                            + ", the trusted ones are those of epoch " + set.epoch());
        }
    }

    private static void checkFinalization(Certificate certificate, BlockHeader last) throws NotProvenException {
        Proposal finalized = certificate.subject() instanceof Subject.Finalize(Proposal proposal) ? proposal : null;
        boolean fits = finalized != null
                && finalized.payload().equals(Wire.headerHash(last))
                && finalized.epoch() == last.epoch()
                // the block that ends an epoch is proposed again, in later views, until it is final
                && finalized.view() >= last.view();
        if (!fits) {
            throw new NotProvenException(
                    Part.FINALIZATION, "the certificate is no finalization of block " + last.height());
        }
    }

    /** More than two thirds of the voting power have signed. */
    private static void checkQuorum(Trust trust, Certificate certificate) throws NotProvenException {
        List<Validator> validators = trust.validators().validators();
        BigInteger total = BigInteger.ZERO;
        for (Validator validator : validators) {
            total = total.add(BigInteger.valueOf(validator.power()));
        }
        byte[] message = Wire.signingBytes(trust.chain(), certificate.subject());
        BigInteger signed = BigInteger.ZERO;
        for (Certificate.Share share : certificate.shares()) {
            if (share.signer() < 0 || share.signer() >= validators.size()) {
                throw new NotProvenException(Part.SIGNATURE, "there is no validator " + share.signer());
            }
            Validator validator = validators.get(share.signer());
            if (!holds(validator.publicKey(), message, share.signature())) {
                throw new NotProvenException(
                        Part.SIGNATURE, "the signature of validator " + share.signer() + " does not hold");
            }
            signed = signed.add(BigInteger.valueOf(validator.power()));
        }
        if (signed.multiply(BigInteger.valueOf(3)).compareTo(total.shiftLeft(1)) <= 0) {
            throw new NotProvenException(
                    Part.QUORUM, "power " + signed + " of " + total + " is not more than two thirds");
        }
    }

    private static boolean holds(Bytes publicKey, byte[] message, Bytes signature) {
        int scheme = KEY_BYTES.indexOf(publicKey.size());
        if (scheme < 0) {
            return false;
        }
        MLDSASigner signer = new MLDSASigner();
        signer.init(
                false,
                new ParametersWithContext(
                        new MLDSAPublicKeyParameters(SCHEMES.get(scheme), publicKey.toArray()), CONTEXT));
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature.toArray());
    }
}
