package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.credential.CredentialException;
import io.ixi.rpc.credential.StatusList;
import io.ixi.vm.connect.market.proto.AcceptOrder;
import io.ixi.vm.connect.market.proto.ListingKind;
import io.ixi.vm.education.proto.AchievementInfo;
import io.ixi.vm.education.proto.AchievementKind;
import io.ixi.vm.education.proto.AchievementQuery;
import io.ixi.vm.education.proto.AwardBatch;
import io.ixi.vm.education.proto.CreateAchievement;
import io.ixi.vm.education.proto.TranscriptQuery;
import io.ixi.vm.education.proto.TranscriptResult;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.CredentialTest;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.ssi.proto.ClaimFromBatch;
import io.ixi.vm.ssi.proto.CredentialInfo;
import io.ixi.vm.ssi.proto.PassportQuery;
import io.ixi.vm.ssi.proto.PassportResult;
import io.ixi.vm.ssi.proto.Revoke;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** S13 up to the job: ten thousand diplomas in one transaction, one of which opens a job until it is revoked. */
final class DiplomaToJob implements Scenario {
    private static final int GRADUATES = 10_000;
    private static final int PLACE = 4_711;
    private static final long DEPOSIT = 1;
    private static final long WAGE = 500;

    @Override
    public String name() {
        return "S13";
    }

    @Override
    public List<String> cast() {
        return List.of("university", "graduate", "dropout", "employer");
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        new Play(stage).all();
    }

    /** The tree of {@code ssi.IssueBatch} over diplomas, one of which is the graduate's. */
    private record Tree(List<List<Hash>> levels) {
        static Tree of(Address graduate, Hash claims) {
            List<Hash> leaves = new ArrayList<>();
            for (int i = 0; i < GRADUATES; i++) {
                byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
                Hash subject = i == PLACE ? graduate.hash() : Hash.sha256(number);
                leaves.add(Hash.sha256(new byte[1], number, subject.toBytes(), claims.toBytes()));
            }
            while (Integer.bitCount(leaves.size()) != 1) {
                leaves.add(Hash.ZERO);
            }
            List<List<Hash>> levels = new ArrayList<>(List.of(leaves));
            while (levels.getLast().size() > 1) {
                List<Hash> below = levels.getLast();
                List<Hash> above = new ArrayList<>();
                for (int i = 0; i < below.size(); i += 2) {
                    above.add(Hash.sha256(
                            new byte[] {1},
                            below.get(i).toBytes(),
                            below.get(i + 1).toBytes()));
                }
                levels.add(above);
            }
            return new Tree(levels);
        }

        ByteString root() {
            return ByteString.copyFrom(levels.getLast().getFirst().toBytes());
        }

        List<ByteString> path() {
            List<ByteString> path = new ArrayList<>();
            for (int level = 0; level < levels.size() - 1; level++) {
                path.add(ByteString.copyFrom(
                        levels.get(level).get(PLACE >>> level ^ 1).toBytes()));
            }
            return path;
        }
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Bazaar bazaar;
        private final Actor university;
        private final Actor graduate;
        private final Actor dropout;
        private final Actor employer;

        Play(Stage stage) {
            this.stage = stage;
            this.bazaar = new Bazaar(stage);
            this.university = stage.actor("university");
            this.graduate = stage.actor("graduate");
            this.dropout = stage.actor("dropout");
            this.employer = stage.actor("employer");
        }

        void all() throws IOException, RpcException {
            ByteString achievement = bazaar.next("achievement", university);
            bazaar.ok(
                    "university describes its diploma",
                    university,
                    CreateAchievement.newBuilder()
                            .setKind(AchievementKind.ACHIEVEMENT_DIPLOMA)
                            .setContentHash(Bazaar.hash("Bachelor of Science"))
                            .setCredits(18_000)
                            .setLevel(6)
                            .build());
            AchievementInfo known = stage.ask(
                    "education/achievement",
                    AchievementQuery.newBuilder().setAchievement(achievement).build(),
                    AchievementInfo.getDefaultInstance());
            ByteString type = known.getAchievement().getType();
            ByteString credential = claimed(achievement);
            Gate gate = Gate.newBuilder()
                    .addAnyOf(GateClause.newBuilder()
                            .addAllOf(Condition.newBuilder()
                                    .setCredential(CredentialTest.newBuilder().setType(type))))
                    .build();
            job(gate, credential);
        }

        private ByteString claimed(ByteString achievement) throws IOException, RpcException {
            ByteString claims = Bazaar.hash("salted claims");
            Tree tree = Tree.of(graduate.address(), Hash.of(claims.toByteArray()));
            ByteString batch = bazaar.next("batch", university);
            bazaar.ok(
                    "university awards " + GRADUATES + " diplomas at once",
                    university,
                    AwardBatch.newBuilder()
                            .setAchievement(achievement)
                            .setRoot(tree.root())
                            .setCount(GRADUATES)
                            .build());
            Message claim = ClaimFromBatch.newBuilder()
                    .setBatch(batch)
                    .setIndex(PLACE)
                    .setClaimsRoot(claims)
                    .addAllPath(tree.path())
                    .build();
            stage.step("a dropout claims the graduate's", "BAD_PROOF", stage.send(dropout, claim));
            ByteString credential = bazaar.next("credential", graduate);
            bazaar.ok("graduate claims hers by its path", graduate, claim);
            stage.step("graduate claims it again", "BATCH_CLAIMED", stage.send(graduate, claim));
            TranscriptResult transcript = stage.ask(
                    "education/transcript",
                    TranscriptQuery.newBuilder().setLearner(graduate.bytes()).build(),
                    TranscriptResult.getDefaultInstance());
            stage.step("credits on her transcript, in hundredths", 18_000, transcript.getCredits());
            return credential;
        }

        private void job(Gate gate, ByteString credential) throws IOException, RpcException {
            ByteString job = bazaar.list(
                    employer,
                    ListingKind.LISTING_JOB,
                    Bazaar.details("a job for graduates", DEPOSIT).setBuyerGate(gate));
            ByteString work = bazaar.list(
                    graduate,
                    ListingKind.LISTING_SERVICE,
                    Bazaar.details("a graduate's work", WAGE).setSellerGate(gate));
            Message apply = Bazaar.order(job, DEPOSIT).build();
            stage.step("a dropout applies", "GATE_FAIL", stage.send(dropout, apply));
            ByteString application = bazaar.placed(graduate, Bazaar.order(job, DEPOSIT));
            bazaar.ok(
                    "employer takes her",
                    employer,
                    AcceptOrder.newBuilder().setOrder(application).build());
            bazaar.placed(employer, Bazaar.order(work, WAGE));
            bazaar.ok(
                    "university revokes her diploma",
                    university,
                    Revoke.newBuilder().setCredential(credential).setCode(1).build());
            stage.step("she applies again", "GATE_FAIL", stage.send(graduate, apply));
            stage.step(
                    "somebody orders her work",
                    "GATE_FAIL",
                    stage.send(employer, Bazaar.order(work, WAGE).build()));
            bazaar.state("ORDER_ACCEPTED", application);
            stage.step("her passport shows it", "STATUS_REVOKED", status(credential));
            standards();
        }

        /** What others see without knowing anything of this chain. */
        private void standards() throws IOException, RpcException {
            String did = "did:ixi:" + university.address().text();
            stage.step(
                    "the university's DID resolves over HTTP",
                    did,
                    stage.get("/1.0/identifiers/" + did).path("id").asString(""));
            JsonNode list = stage.get("/1.0/status/" + university.address().text() + "/revocation/0");
            String encoded = list.path("credentialSubject").path("encodedList").asString("");
            try {
                stage.step(
                        "its status list has the revoked diploma's bit",
                        "true false",
                        StatusList.get(StatusList.decode(encoded), PLACE) + " "
                                + StatusList.get(StatusList.decode(encoded), PLACE + 1));
            } catch (CredentialException e) {
                throw new IOException(e);
            }
        }

        private String status(ByteString credential) throws IOException, RpcException {
            PassportResult passport = stage.ask(
                    "ssi/passport",
                    PassportQuery.newBuilder().setAccount(graduate.bytes()).build(),
                    PassportResult.getDefaultInstance());
            return passport.getCredentialsList().stream()
                    .filter(info -> info.getId().equals(credential))
                    .map(CredentialInfo::getCredential)
                    .map(found -> found.getStatus().name())
                    .findFirst()
                    .orElse("none");
        }
    }
}
