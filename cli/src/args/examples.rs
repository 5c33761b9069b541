//! Examples that `--help` shows.

/// Below the list of commands.
pub const FIRST_STEPS: &str = "\
Exit codes:
  0   done, or the answer is yes
  1   the answer is no: refused, or chain and recount differ
  2   data is missing, or chain or mesh cannot be reached
  64  the command line is wrong

First steps on a development federation (scripts/dev.sh):
  cybersyn key dev 3                      # take the keys of development citizen 3
  cybersyn status                         # are chain and mesh well?
  cybersyn propose --title 'A bench' --class rights --body bench.txt --discussion 10s --voting 60s
  cybersyn vote 0 yes --wait settled
  cybersyn tally 0 --watch
  cybersyn receipt 0                      # was my ballot counted? Proven against the chain
  cybersyn audit 0 --mesh ws://127.0.0.1:9950 --mesh ws://127.0.0.1:9951

Environment: CYBERSYN_CHAIN and CYBERSYN_MESH (comma separated), CYBERSYN_GENESIS, CYBERSYN_KEYSTORE, CYBERSYN_AS, CYBERSYN_PASSPHRASE.";

pub const KEY: &str = "\
Examples:
  cybersyn key create ana                # new words; write them down
  cybersyn key import ana --file ana.json
  cybersyn key list --json";

pub const DID: &str = "\
Examples:
  cybersyn did show
  cybersyn did add-key                   # on a new device
  cybersyn did revoke-key 1 --stolen     # the old one was taken
  cybersyn did add-key --key z6Mk… --for assertion
  cybersyn did add-key --authorizing     # a key that acts for you without the account's
  cybersyn did authorize --out alive.json -- person alive
  cybersyn did carry alive.json          # anybody, or nobody: a person's costs nothing
  cybersyn did set-service files LinkedDomains https://example.com/
  cybersyn did set-also-known-as https://example.com/ana did:web:ana.example
  cybersyn did set-controllers did:cyb:z… --allow-bytes 1024
  cybersyn did manage did:cyb:z… revoke-key 2 --stolen   # of one who chose you
  cybersyn did resolve did:cyb:z…        # its document, from a mesh daemon
  cybersyn did resolve 'did:cyb:z…?service=files&relativeRef=cv.pdf' --urls

Should you lose your account:
  cybersyn did set-guardians 4 7 9 --threshold 2 --delay 7d    # beforehand
  cybersyn did support-recovery did:cyb:z… 5F3s…               # two guardians, for your new account
  cybersyn did veto-recovery                                   # if you did not ask for it
  cybersyn did recover did:cyb:z… --as new --carrier friend    # when the notice is over

Exit codes of resolve: 0 resolved, 1 deactivated or not supported, 2 not found or no answer, 64 malformed.";

pub const PERSON: &str = "\
Examples:
  cybersyn person apply --out ana.json   # Ana signs, and hands the file to people who know her
  cybersyn person vouch ana.json         # each of them
  cybersyn person show 12
  cybersyn person newcomers              # who applies: do you know them?
  cybersyn person challenge 12 --duplicate-of 3 --evidence photos.zip
  cybersyn person deposit ana.json       # when nobody vouches: coins in the place of vouches

Exit codes: 0 done, or a person in force; 1 refused, or not in force; 2 the chain does not answer.";

pub const NODE: &str = "\
Examples:
  cybersyn-mesh consent --citizen 12 --sidecar --out node.json    # on the node, by its operator
  cybersyn node register node.json       # citizen 12
  cybersyn node list --all --json
  cybersyn node remove 12D3KooW…

Exit codes: 0 done, 1 refused, 2 not registered, or the chain does not answer.";

pub const CREDENTIAL: &str = "\
Examples:
  cybersyn credential key                                 # once on each device
  cybersyn credential status-list create --at https://mesh.example
  cybersyn credential issue --type MembershipCredential --subject did:cyb:z… --claims ana.json --out ana.vc
  cybersyn credential issue --type urn:coop:member:1 --form sd-jwt --subject did:cyb:z… --claims ana.json --out ana.sd-jwt
  cybersyn credential hold ana.sd-jwt                     # Ana, who checks what she was given
  cybersyn credential present 3f2a --show name --nonce n-42 --audience https://shop.example --out shown
  cybersyn credential verify shown --nonce n-42 --audience https://shop.example
  cybersyn credential revoke 3f2a

Exit codes: 0 done, or it counts; 1 refused, or it does not count; 2 nobody can tell: a DID, a status list or the chain is
missing.";

pub const IMPACT: &str = "\
An issuer's word counts if the society accredited it: by an article whose text is
  {\"accreditations\": [{\"issuer\": \"did:cyb:z…\", \"contexts\": [\"technical\"], \"since\": \"2026-01-01T00:00:00Z\"}]}

Examples:
  cybersyn impact attest --subject did:cyb:z… --context technical --activity https://code.example/pull/7 \\
      --unit hours --amount 12 --from 2026-01-10T00:00:00Z --until 2026-01-12T00:00:00Z --out attestation.vc
  cybersyn impact sum --accreditations accredited.json --article 20
  cybersyn impact sum --subject did:cyb:z… a.vc b.vc --accreditations accredited.json --article 20 --json

Exit codes: 0 done, 1 refused, 2 the chain or the article is missing.";

pub const PROPOSE: &str = "\
Examples:
  cybersyn propose --title 'A bench' --class budget --body bench.txt --dry-run
  cybersyn propose --title 'A bench' --class budget --body bench.txt
  cybersyn propose --title 'Quiet hours' --class rights --body hours.txt --article 12 --voting 14d";

pub const DISCUSS: &str = "\
Examples:
  cybersyn discuss 4
  cybersyn discuss 4 --say 'Where would it stand?'";

pub const VOTE: &str = "\
Examples:
  cybersyn vote 4 yes
  cybersyn vote 4 no --tokens 9 --wait settled
  cybersyn vote 4 yes --own              # settle it yourself, should validators withhold it

Exit codes: 0 taken, 1 refused, 2 no daemon answers, or they do not tell the same.";

pub const TALLY: &str = "\
Examples:
  cybersyn tally 4
  cybersyn tally 4 --watch --json        # one line of JSON for each change";

pub const PROPOSALS: &str = "\
Example:
  cybersyn proposals --json";

pub const ARTICLE: &str = "\
Example:
  cybersyn article 12";

pub const RECEIPT: &str = "\
Examples:
  cybersyn receipt 4
  cybersyn receipt 4 --citizen 12 --chain ws://node1:9944 --chain ws://node2:9944

Exit codes: 0 proven, 1 refused, superseded or a proof fails, 2 no proof yet or no data.";

pub const AUDIT: &str = "\
What the chain says is proven from the genesis hash on, with an archive node (--state-pruning archive); without one, two
nodes must agree. Ballots come from two different mesh daemons at least.

Examples:
  cybersyn audit 4 --mesh ws://mesh1:9950 --mesh ws://mesh2:9950
  cybersyn audit 4 --chain ws://node1:9944 --chain ws://node2:9944 --mesh ws://mesh1:9950,ws://mesh2:9950 --json

Exit codes: 0 agrees, 1 differs or a ballot was omitted, 2 data is missing.";

pub const STATUS: &str = "\
Example:
  cybersyn status --chain ws://node1:9944,ws://node2:9944

Exit codes: 0 all is well, 1 something is not, 2 something does not answer.";
