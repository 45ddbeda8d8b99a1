package io.ixi.vm.kernel.tx;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.module.Shape;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.Lane;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.proto.Transaction;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.proto.TypedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From bytes to {@link Tx}, cheapest checks first, before any state or signature is looked at. Total: a transaction
 * or a {@link RejectedException}. Immutable, safe for many threads.
 */
public final class Decoder {
    private static final Shape TRANSACTION = Shape.of(Transaction.getDescriptor());
    private static final Shape BODY = Shape.of(TransactionBody.getDescriptor());

    private final NavigableMap<Integer, Entry> types = new TreeMap<>();

    private record Entry(MessageSpec spec, Shape shape) {}

    public Decoder(Registry registry) {
        for (MessageSpec spec : registry.messages()) {
            types.put(spec.type(), new Entry(spec, Shape.of(spec.descriptor())));
        }
    }

    public Tx decode(Bytes bytes, Hash chain) throws RejectedException {
        if (bytes.size() > Tx.MAX_BYTES) {
            throw RejectedException.of(KernelError.OVERSIZED);
        }
        Transaction transaction = parse(TRANSACTION, Transaction.parser(), bytes.unsafeArray());
        byte[] raw = transaction.getBody().toByteArray();
        TransactionBody body = parse(BODY, TransactionBody.parser(), raw);
        if (!Hash.of(body.getChain().toByteArray()).equals(chain)) {
            throw RejectedException.of(KernelError.WRONG_CHAIN);
        }
        if (body.getSequence() < 0 || body.getValidUntilHeight() < 0 || body.getTicket() < 0) {
            throw RejectedException.of(KernelError.LIMIT);
        }
        if (body.getTicket() != 0 && body.getSequence() != 0) {
            throw RejectedException.of(KernelError.MALFORMED, "a ticket and a sequence number");
        }
        List<Scheme> schemes = schemes(body, transaction.getSignaturesList());
        List<Call> calls = calls(body);
        return new Tx(
                bytes,
                Domain.transactionId(raw),
                Domain.signingHash(chain, raw),
                body,
                transaction.getSignaturesList(),
                Address.of(body.getAccount()),
                body.getSequence(),
                body.getValidUntilHeight(),
                Amount.of(body.getMaxFee()),
                calls,
                gas(calls, raw.length, schemes));
    }

    /** One message by itself, with its canonical form checked. */
    public Call message(TypedMessage typed, Address signer) throws RejectedException {
        Entry entry = types.get(typed.getType());
        if (entry == null) {
            throw RejectedException.of(KernelError.UNKNOWN_MESSAGE, Integer.toUnsignedString(typed.getType()));
        }
        Parser<? extends Message> parser = entry.spec.prototype().getParserForType();
        return new Call(entry.spec, parse(entry.shape, parser, typed.getValue().toByteArray()), signer);
    }

    private static <M> M parse(Shape shape, Parser<M> parser, byte[] bytes) throws RejectedException {
        Shape.Fault fault = shape.check(bytes);
        if (fault != null) {
            boolean messages = shape == BODY
                    && fault.error() == KernelError.LIMIT
                    && fault.field().equals("messages");
            throw RejectedException.of(messages ? KernelError.TOO_MANY_MESSAGES : fault.error(), fault.field());
        }
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw RejectedException.of(KernelError.MALFORMED, "text that is not UTF-8");
        }
    }

    /** Of the signatures; for an unsigned draft of the keys, as far as it carries them. Sizes must fit. */
    private static List<Scheme> schemes(TransactionBody body, List<Signature> signatures) throws RejectedException {
        int signers = 1 + body.getCoSignersCount();
        if (!signatures.isEmpty() && signatures.size() != signers) {
            throw RejectedException.of(KernelError.BAD_SIG, signatures.size() + " of " + signers);
        }
        List<Scheme> schemes = new ArrayList<>(signers);
        for (int i = 0; i < signers; i++) {
            boolean has = i == 0 ? body.hasKey() : body.getCoSigners(i - 1).hasKey();
            Key key = i == 0 ? body.getKey() : body.getCoSigners(i - 1).getKey();
            schemes.add(scheme(has ? key : null, signatures.isEmpty() ? null : signatures.get(i)));
        }
        return schemes;
    }

    private static Scheme scheme(@Nullable Key key, @Nullable Signature signature) throws RejectedException {
        Scheme scheme = Scheme.ML_DSA_44;
        if (key != null) {
            scheme = Scheme.ofNumber(key.getScheme()).orElseThrow(() -> RejectedException.of(KernelError.KEY_MISMATCH));
            if (key.getPublicKey().size() != scheme.publicKeyBytes()) {
                throw RejectedException.of(KernelError.KEY_MISMATCH);
            }
        }
        if (signature == null) {
            return scheme;
        }
        Scheme by = Scheme.ofNumber(signature.getScheme()).orElseThrow(() -> RejectedException.of(KernelError.BAD_SIG));
        if (signature.getSignature().size() != by.signatureBytes() || (key != null && by != scheme)) {
            throw RejectedException.of(KernelError.BAD_SIG);
        }
        return by;
    }

    private List<Call> calls(TransactionBody body) throws RejectedException {
        if (body.getMessagesCount() == 0) {
            throw RejectedException.of(KernelError.NO_MESSAGES);
        }
        Address account = Address.of(body.getAccount());
        List<Call> calls = new ArrayList<>(body.getMessagesCount());
        for (TypedMessage typed : body.getMessagesList()) {
            calls.add(message(typed, typed.hasSigner() ? Address.of(typed.getSigner()) : account));
        }
        return calls;
    }

    private static Gas gas(List<Call> calls, int bodyBytes, List<Scheme> schemes) {
        Lane first = calls.getFirst().spec().lane();
        int bytes = bodyBytes;
        long signatures = 0;
        for (Scheme scheme : schemes) {
            bytes += scheme.signatureBytes();
            signatures += Gas.ofSignature(scheme);
        }
        Gas gas = Gas.of(first, signatures + Gas.ofBytes(bytes));
        for (Call call : calls) {
            gas = gas.plus(Gas.of(call.spec().lane(), call.spec().gas() + items(call)));
        }
        return gas;
    }

    private static long items(Call call) {
        long items = 0;
        if (call.spec().gasPerItem() > 0) {
            for (FieldDescriptor field : call.spec().descriptor().getFields()) {
                items += field.isRepeated() ? call.body().getRepeatedFieldCount(field) : 0;
            }
        }
        return items * call.spec().gasPerItem();
    }
}
