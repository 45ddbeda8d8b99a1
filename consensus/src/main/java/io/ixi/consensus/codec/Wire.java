package io.ixi.consensus.codec;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The one byte form of each protocol value, for the wire, the journal, signatures and hashes.
 *
 * <p>{@code encode} throws {@link IllegalArgumentException} for values over a limit; {@code decode} and {@code read}
 * throw {@link MalformedException} and nothing else. {@code write} and {@code read} compose into larger messages.
 */
public final class Wire {
    /** Version of the signed and hashed layouts below. */
    public static final int VERSION = 1;

    /** Longest signature: ML-DSA-87, FIPS 204 table 2. */
    public static final int MAX_SIGNATURE_BYTES = 4_627;

    /** Longest public key: ML-DSA-87, FIPS 204 table 2. */
    public static final int MAX_PUBLIC_KEY_BYTES = 2_592;

    /** Longest encoded vote: kind, proposal, signer, length and signature. */
    public static final int MAX_VOTE_BYTES = 1 + 56 + 2 + 4 + MAX_SIGNATURE_BYTES;

    /** Longest encoded certificate: a full set of the longest signatures. */
    public static final int MAX_CERTIFICATE_BYTES =
            1 + 56 + 1 + ValidatorSet.MAX / 8 + ValidatorSet.MAX * (4 + MAX_SIGNATURE_BYTES);

    private static final int NOTARIZE = 1;
    private static final int NULLIFY = 2;
    private static final int FINALIZE = 3;

    private static final int CAST = 1;
    private static final int CERTIFIED = 2;
    private static final int VERDICT = 3;

    private static final byte[] VOTE_TAG = tag("IXI/vote");
    private static final byte[] HEADER_TAG = tag("IXI/header");
    private static final byte[] VALIDATORS_TAG = tag("IXI/validators");

    private Wire() {}

    /**
     * What a validator signs: tag, version, kind, chain, epoch, view and, but for a nullify, parent view and payload.
     * Each kind has its own fixed length and its own kind byte, so no two subjects share bytes.
     */
    public static byte[] signingBytes(Hash chain, Subject subject) {
        Writer out = new Writer().raw(Bytes.wrap(VOTE_TAG)).u16(VERSION);
        switch (subject) {
            case Subject.Notarize(Proposal p) ->
                signed(out.u8(NOTARIZE).hash(chain), p.epoch(), p.view())
                        .u63(p.parentView())
                        .hash(p.payload());
            case Subject.Nullify n -> signed(out.u8(NULLIFY).hash(chain), n.epoch(), n.view());
            case Subject.Finalize(Proposal p) ->
                signed(out.u8(FINALIZE).hash(chain), p.epoch(), p.view())
                        .u63(p.parentView())
                        .hash(p.payload());
        }
        return out.toByteArray();
    }

    /** SHA-256 over a domain tag, the version and the header's bytes. */
    public static Hash headerHash(BlockHeader header) {
        return Hash.sha256(HEADER_TAG, new Writer().u16(VERSION).toByteArray(), encode(header));
    }

    /** SHA-256 over a domain tag, the version and the set's bytes. */
    public static Hash validatorsHash(ValidatorSet set) {
        return Hash.sha256(VALIDATORS_TAG, new Writer().u16(VERSION).toByteArray(), encode(set));
    }

    /** Root of the {@link Merkle} tree over transaction ids, in block order. */
    public static Hash transactionsRoot(List<Hash> ids) {
        return Merkle.root(ids);
    }

    public static byte[] encode(Proposal proposal) {
        return write(new Writer(), proposal).toByteArray();
    }

    public static byte[] encode(Subject subject) {
        return write(new Writer(), subject).toByteArray();
    }

    public static byte[] encode(Vote vote) {
        return write(new Writer(), vote).toByteArray();
    }

    public static byte[] encode(Certificate certificate) {
        return write(new Writer(), certificate).toByteArray();
    }

    public static byte[] encode(BlockHeader header) {
        return write(new Writer(), header).toByteArray();
    }

    public static byte[] encode(ValidatorSet set) {
        return write(new Writer(), set).toByteArray();
    }

    public static byte[] encode(Entry entry) {
        return write(new Writer(), entry).toByteArray();
    }

    public static Proposal decodeProposal(byte[] bytes) {
        return Reader.decode(bytes, Wire::readProposal);
    }

    public static Subject decodeSubject(byte[] bytes) {
        return Reader.decode(bytes, Wire::readSubject);
    }

    public static Vote decodeVote(byte[] bytes) {
        return Reader.decode(bytes, Wire::readVote);
    }

    public static Certificate decodeCertificate(byte[] bytes) {
        return Reader.decode(bytes, Wire::readCertificate);
    }

    public static BlockHeader decodeBlockHeader(byte[] bytes) {
        return Reader.decode(bytes, Wire::readBlockHeader);
    }

    public static ValidatorSet decodeValidatorSet(byte[] bytes) {
        return Reader.decode(bytes, Wire::readValidatorSet);
    }

    public static Entry decodeEntry(byte[] bytes) {
        return Reader.decode(bytes, Wire::readEntry);
    }

    public static Writer write(Writer out, Proposal proposal) {
        return signed(out, proposal.epoch(), proposal.view())
                .u63(proposal.parentView())
                .hash(proposal.payload());
    }

    public static Proposal readProposal(Reader in) {
        long epoch = in.u63();
        long view = in.u63();
        long parentView = in.u63();
        Hash payload = in.hash();
        return valid(() -> new Proposal(epoch, view, parentView, payload));
    }

    public static Writer write(Writer out, Subject subject) {
        return switch (subject) {
            case Subject.Notarize(Proposal proposal) -> write(out.u8(NOTARIZE), proposal);
            case Subject.Nullify nullify -> signed(out.u8(NULLIFY), nullify.epoch(), nullify.view());
            case Subject.Finalize(Proposal proposal) -> write(out.u8(FINALIZE), proposal);
        };
    }

    public static Subject readSubject(Reader in) {
        int kind = in.u8();
        if (kind == NOTARIZE) {
            return new Subject.Notarize(readProposal(in));
        }
        if (kind == FINALIZE) {
            return new Subject.Finalize(readProposal(in));
        }
        if (kind != NULLIFY) {
            throw new MalformedException("subject kind " + kind);
        }
        long epoch = in.u63();
        long view = in.u63();
        return valid(() -> new Subject.Nullify(epoch, view));
    }

    public static Writer write(Writer out, Vote vote) {
        limit(vote.signer() >= 0 && vote.signer() < ValidatorSet.MAX);
        return signature(write(out, vote.subject()).u16(vote.signer()), vote.signature());
    }

    public static Vote readVote(Reader in) {
        Subject subject = readSubject(in);
        int signer = in.u16();
        require(signer < ValidatorSet.MAX, "signer out of range");
        return new Vote(subject, signer, readSignature(in));
    }

    /**
     * Subject, then the signers as a bitmap (length in bytes, signer {@code i} is bit {@code i % 8} of byte
     * {@code i / 8}, last byte not zero), then one signature per set bit in ascending order.
     */
    public static Writer write(Writer out, Certificate certificate) {
        List<Certificate.Share> shares = certificate.shares();
        limit(!shares.isEmpty()
                && shares.getFirst().signer() >= 0
                && shares.getLast().signer() < ValidatorSet.MAX);
        byte[] bitmap = new byte[shares.getLast().signer() / 8 + 1];
        for (Certificate.Share share : shares) {
            bitmap[share.signer() / 8] |= (byte) (1 << (share.signer() % 8));
        }
        write(out, certificate.subject()).u8(bitmap.length).raw(Bytes.wrap(bitmap));
        for (Certificate.Share share : shares) {
            signature(out, share.signature());
        }
        return out;
    }

    public static Certificate readCertificate(Reader in) {
        Subject subject = readSubject(in);
        int size = in.u8();
        require(size >= 1 && size <= ValidatorSet.MAX / 8, "signer bitmap of " + size + " bytes");
        Bytes bitmap = in.raw(size);
        require(bitmap.at(size - 1) != 0, "signer bitmap is not minimal");
        List<Certificate.Share> shares = new ArrayList<>();
        for (int signer = 0; signer < size * 8; signer++) {
            if ((bitmap.at(signer / 8) >> (signer % 8) & 1) == 1) {
                shares.add(new Certificate.Share(signer, readSignature(in)));
            }
        }
        return new Certificate(subject, shares);
    }

    public static Writer write(Writer out, BlockHeader header) {
        limit(header.proposer() >= 0 && header.proposer() < ValidatorSet.MAX);
        return out.hash(header.chain())
                .u31(header.protocol())
                .u63(header.epoch())
                .u63(header.height())
                .u63(header.view())
                .u63(header.parentView())
                .u16(header.proposer())
                .u63(header.timeMs())
                .hash(header.parent())
                .hash(header.parentStateRoot())
                .hash(header.parentReceiptsRoot())
                .hash(header.transactionsRoot())
                .u31(header.transactionCount())
                .hash(header.validatorsHash());
    }

    public static BlockHeader readBlockHeader(Reader in) {
        BlockHeader header = new BlockHeader(
                in.hash(), in.u31(), in.u63(), in.u63(), in.u63(), in.u63(), in.u16(), in.u63(), in.hash(), in.hash(),
                in.hash(), in.hash(), in.u31(), in.hash());
        require(header.proposer() < ValidatorSet.MAX, "proposer out of range");
        return header;
    }

    public static Writer write(Writer out, ValidatorSet set) {
        out.u63(set.epoch()).hash(set.seed());
        return out.list(set.validators(), (w, validator) -> {
            limit(validator.publicKey().size() <= MAX_PUBLIC_KEY_BYTES);
            w.bytes(validator.publicKey()).u63(validator.power());
        });
    }

    public static ValidatorSet readValidatorSet(Reader in) {
        long epoch = in.u63();
        Hash seed = in.hash();
        List<Validator> validators = in.list(ValidatorSet.MAX, Wire::readValidator);
        return valid(() -> new ValidatorSet(epoch, seed, validators));
    }

    public static Writer write(Writer out, Entry entry) {
        return switch (entry) {
            case Entry.Cast(Vote vote) -> write(out.u8(CAST), vote);
            case Entry.Certified(Certificate certificate) -> write(out.u8(CERTIFIED), certificate);
            case Entry.Verdict(long view, Hash payload, boolean valid) ->
                out.u8(VERDICT).u63(view).hash(payload).u8(valid ? 1 : 0);
        };
    }

    public static Entry readEntry(Reader in) {
        int kind = in.u8();
        if (kind == CAST) {
            return new Entry.Cast(readVote(in));
        }
        if (kind == CERTIFIED) {
            return new Entry.Certified(readCertificate(in));
        }
        require(kind == VERDICT, "entry kind " + kind);
        long view = in.u63();
        Hash payload = in.hash();
        int valid = in.u8();
        require(valid <= 1, "boolean out of range");
        return new Entry.Verdict(view, payload, valid == 1);
    }

    private static Validator readValidator(Reader in) {
        Bytes publicKey = in.bytes(MAX_PUBLIC_KEY_BYTES);
        long power = in.u63();
        return valid(() -> new Validator(publicKey, power));
    }

    private static Writer signature(Writer out, Bytes signature) {
        limit(signature.size() > 0 && signature.size() <= MAX_SIGNATURE_BYTES);
        return out.bytes(signature);
    }

    private static Bytes readSignature(Reader in) {
        Bytes signature = in.bytes(MAX_SIGNATURE_BYTES);
        require(signature.size() > 0, "empty signature");
        return signature;
    }

    private static Writer signed(Writer out, long epoch, long view) {
        return out.u63(epoch).u63(view);
    }

    private static byte[] tag(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static <T> T valid(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedException(otherwise);
        }
    }

    private static void limit(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("value over a wire limit");
        }
    }
}
