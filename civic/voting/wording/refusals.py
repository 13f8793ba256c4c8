"""Why an act on a vote, or at its urn, was refused, in words: what is wrong and what to do next."""

from civic.i18n import lazy_gettext as _l
from civic.voting.rules import Why
from civic.voting.urn import Why as UrnWhy

REFUSALS = {
    Why.NOT_NEXT: _l("现在还不能办这一步。请刷新页面，看看这次表决到了哪一步。"),
    Why.TEXTS_LOCKED: _l(
        "已经公示，事项、选项、规则和时间都不能再改（G-9）。要改，请取消后另行起草。"
    ),
    Why.ROLL_LOCKED: _l("名册只在公示期间、开始表决之前可以更正（G-9）。"),
    Why.TOO_SHORT: _l("写得太短了，请至少写%(least)s个字。"),
    Why.TOO_LONG: _l("写得太长了，最多%(most)s个字，现在有%(length)s个，请删短一些。"),
    Why.REASON_MISSING: _l("请写明内容或理由，大家都看得到。"),
    Why.ELECTORATE_NOT_PERMITTED: _l("这种表决不能由这些人来投（%(article)s）。请另选表决人。"),
    Why.OWNERS_OF_ONE_ESTATE: _l(
        "业主表决是一个小区、一幢楼的业主自己的事，几个小区不能混在一起算（民法典第278条）。"
        "请选小区或者楼栋。已经这样起草的，请取消，另行起草。"
    ),
    Why.OF_THE_WHOLE_COMMUNITY: _l(
        "居民会议、居民代表会议是全社区的，不能只由一个小区、一幢楼来决定"
        "（城市居民委员会组织法第26条）。请选社区。已经这样起草的，请取消，另行起草。"
    ),
    Why.PLACE_NOT_PERMITTED: _l("这个范围不能表决。请选社区、网格、小区或者楼栋。"),
    Why.LIGHT_RATES_AUTHORITY: _l(
        "评的是街道、部门、居委会这样的公共机构，票箱的钥匙不能放在服务器上：管服务器的可能就是他们的同事。"
        "请选钥匙不在服务器上的无记名。"
    ),
    Why.SECRECY_NOT_PERMITTED: _l("这种表决不能用这种方式（%(article)s）。请另选表决方式。"),
    Why.SECRET_BY_AREA: _l(
        "业主表决要计面积，面积等于门牌，做不到无记名（民法典第278条）。请用记名表决。"
    ),
    Why.TOO_FEW_FOR_SECRET: _l(
        "名册上只有%(voters)s人，不到%(least)s人的无记名表决保不住秘密。请扩大范围，或用记名表决。"
    ),
    Why.KIND_NOT_PERMITTED: _l("这种表决不用这种题目：决定用同意、反对或选项，评议用等次。"),
    Why.SILENCE_NOT_PERMITTED: _l("只有业主表决可以约定没有投票的怎么算（B3.6）。"),
    Why.SILENCE_WITHOUT_BASIS: _l("没有投票的要另外算，请写明议事规则的哪一条（B3.6）。"),
    Why.SILENCE_NEEDS_YES_NO: _l("“随多数意见”只用于同意或反对的题目，不用于选人选项（B3.6）。"),
    Why.NOTICE_TOO_SHORT: _l(
        "公示时间不够：要提前%(days)s天，并且异议期满（%(article)s）。最早%(earliest)s开始。"
    ),
    Why.URGENCY_NOT_PERMITTED: _l("只有居民会议在特殊情况下可以缩短公示（%(article)s）。"),
    Why.WINDOW_REVERSED: _l("结束时间要晚于开始时间。"),
    Why.WINDOW_TOO_SHORT: _l("表决时间太短，至少%(least)s天，最多%(most)s天。"),
    Why.WINDOW_TOO_LONG: _l("表决时间太长，最多%(most)s天。"),
    Why.MATTER_NOT_OPEN: _l("这件议题还没有受理，或者已经办结，不能拿来表决。"),
    Why.OTHER_BODYS_MATTER: _l(
        "这件议题已经定由别的会议来决定，不能用这种表决（B0.1）。请按议题的议事方式起草。"
    ),
    Why.EACH_OWNER_AGREES: _l(
        "住宅改成经营用房，每一位有利害关系的业主都要书面同意，少一位也不行，"
        "表决代替不了（民法典第279条）。请逐户去问、请他们签字。"
    ),
    Why.NOT_STUDIED: _l(
        "居民会议、居民代表会议的事项，要先经社区党组织研究（城市居民委员会组织法第30条）。"
        "请在草稿里写明哪天研究的、意见是什么，再来公示。"
    ),
    Why.STUDY_WITHOUT_DAY: _l("请填写社区党组织哪一天研究的。"),
    Why.STUDIED_IN_FUTURE: _l("研究的日期不能晚于今天。"),
    Why.NO_QUESTIONS: _l("还没有表决事项。请先写至少一项。"),
    Why.TOO_MANY_QUESTIONS: _l("一张表决票最多%(most)s项。请分两次表决。"),
    Why.NOBODY_ON_THE_ROLL: _l("按这个范围，名册上一个人也没有。请核对地方和表决人。"),
    Why.NOT_OPEN_YET: _l("还没有开始表决。"),
    Why.NOT_OPEN: _l("现在不在表决时间内。"),
    Why.STILL_OPEN: _l("表决还没有到结束时间，不能提前结束。"),
    Why.OVER: _l("表决时间已经结束。"),
    Why.EXTENDED_ALREADY: _l("已经延长过一次，不能再延（B3.5）。"),
    Why.TURNOUT_SEALED: _l(
        "无记名表决参加的人够不够，结束前24小时（%(since)s起）才能看，才能延长。"
    ),
    Why.TURNOUT_SUFFICES: _l("参与的已经够了，不能再延长（B3.5）。"),
    Why.NOT_LATER: _l("请填更晚的日期，不早于表决结束。"),
    Why.OBJECTIONS_OVER: _l("名册的异议期已经过了。"),
    Why.OBJECTIONS_OPEN: _l("还有%(number)s件名册异议没有裁定，不能开始表决（RB-19）。"),
    Why.OBJECTION_DECIDED: _l("这件异议已经裁定过了。"),
    Why.AMENDMENT_TOO_LATE: _l(
        "不照异议的更正，最晚在异议期结束三天以前，让大家来得及提异议；"
        "现在只能照裁定成立的异议来改（RB-19）。请选照哪一件异议改。"
    ),
    Why.AMENDMENT_OWED: _l(
        "有%(number)s件异议成立，名册还没有照改完，不能开始表决（RB-19）。"
        "改完的，请在名册异议里按“照改完了”。"
    ),
    Why.OBJECTION_CARRIED_OUT: _l(
        "照这件异议已经改够了：一件异议最多增补%(number)s户、删除%(number)s户（RB-19）。请选另一件成立的异议。"
    ),
    Why.OBJECTION_DONE: _l(
        "照这件异议已经说过改完了，不能再照它改（RB-19）。请选另一件成立的异议。"
    ),
    Why.NOTHING_AMENDED: _l("照这件异议还没有改过名册。先增补或者删除，再按“照改完了”。"),
    Why.DECIDES_OWN_OBJECTION: _l("异议是您自己提的，要由另一个人裁定。"),
    Why.STRUCK_ALREADY: _l("名册上已经没有这一号了。"),
    Why.ON_ROLL_ALREADY: _l(
        "已经在名册上了，是%(number)s号，只有一票（OW-6）。那一号不对的，先删除，再重新增补。"
    ),
    Why.NOT_ON_ROSTER: _l("住户名册上没有这个人，或不在这个范围内。请先更正住户名册。"),
    Why.NOT_OF_THE_BODY: _l(
        "这个人不是这次投票的表决人：居民会议的名册列住在这里的成年人，一户一票的列同一户的人，"
        "代表会议、议事会列现任的成员。住址、任职登记错了的，先更正；异议裁定成立的，请选照哪一件改。"
    ),
    Why.NOT_AN_ADULT: _l("未满十八周岁，不能投票。"),
    Why.NOT_OF_AGE: _l(
        "未满十八周岁不能自己投票，这一票由监护人来投。"
        "请监护人带上户口簿这样的材料到居委会登记，核实以后就能投。"
    ),
    Why.GROUP_MISSING: _l("请选这位评议人代表哪一方（AP-8）。"),
    Why.AREA_MISSING: _l(
        "房产登记里没有这些人合起来的专有部分，面积要从登记来（民法典第278条）。请先登记好，再来增补。"
    ),
    Why.AREA_NOT_REGISTERED: _l(
        "面积要和房产登记一致，不能另填。登记错了先更正登记；裁定了别的面积，请选照哪一件异议改。"
    ),
    Why.AREA_TWICE: _l(
        "加上这些人的面积，名册就比房产登记多了：他们的房子还算在别的号里，比如公示以后才过户，"
        "或者原来业主不明（OW-6）。请先删除那一号，再来增补；裁定过别的面积的，先更正房产登记。"
    ),
    Why.INVITED_ALREADY: _l("这个人已经在名单上了。"),
    Why.NOT_BY_INVITATION: _l("这次表决不按名单邀请。"),
    Why.RATES_AS_RESIDENT: _l(
        "这个人已经在居民、居民代表一组里评议：一场评议会，一个人只在一组评一次（AP-8）。"
    ),
    Why.RATES_FOR_STREET: _l(
        "这个人已经在街道一组里评议：一场评议会，一个人只在一组评一次（AP-8）。"
        "要换组，先从那一组去掉。"
    ),
    Why.RATES_AS_PEER: _l(
        "这个人已经在互评一组里评议：一场评议会，一个人只在一组评一次（AP-8）。"
        "要换组，先从那一组去掉。"
    ),
    Why.RATES_FOR_UNIT: _l(
        "这个人已经在驻区单位一组里评议：一场评议会，一个人只在一组评一次（AP-8）。"
        "要换组，先从那一组去掉。"
    ),
    Why.NOT_ONLINE: _l("这次表决没有依据可以在网上投。请领纸质表决票。"),
    Why.NOT_YOUR_BALLOT: _l("这一票不由您来投。"),
    Why.CO_OWNERS_DISAGREE: _l(
        "还没有定下由谁来投：共有人要推举同一个人，建设单位要来函写明，没有推举的票不计。"
    ),
    Why.NOT_ONE_OF_THEM: _l("只能在共有人（家里人）当中推举。"),
    Why.ENTERS_THEMSELVES: _l("不能登记由自己来投，请另一位工作人员来登记。"),
    Why.CASTER_RATED: _l(
        "这次评的就是这个人，或者这个人任职的单位：谁也不评自己。请推举家里另一个人来投。"
    ),
    Why.NAMED_OTHERWISE: _l(
        "这一票的人当中，有人自己登录推举了另一个人，书面材料代替不了本人的话。请先由本人改（OW-5）。"
    ),
    Why.NAMING_WAITS: _l("这一号已经按书面材料登记过，等另一位工作人员核实。登记错了，先退回。"),
    Why.DOCUMENT_MISSING: _l("请附上书面材料的照片或 PDF 文件。"),
    Why.RATES_YOU: _l("这次评的就是您或者您的单位，要由别人来办。"),
    Why.RATED_BY_A_MEETING: _l(
        "评居委会和它的成员要开评议会，由居务监督委员会主持，居委会不能自己组织（城市居民委员会组织法第37条）。"
        "请提议题，用评议会来评。"
    ),
    Why.UNIT_MISSING: _l("请选择评议哪个单位：没有写明评谁，就不知道谁不能经手。"),
    Why.OWN_RATING: _l(
        "这次评的单位，就是这一号的人现在任职的单位：谁也不评自己，这一票不发、不投。"
        "一户的票，请家里另一个人来投。"
    ),
    Why.RATES_THEMSELVES: _l(
        "这次评的就是这个人，或者这个人任职的单位：谁也不评自己，不列入名册。"
    ),
    Why.ASSEMBLY_COMPOSITION: _l(
        "居民代表会议里，居民代表要占五分之四以上：现在组成人员%(members)s人，"
        "居民代表%(representatives)s人（城市居民委员会组织法第28条）。请先补足居民代表。"
    ),
    Why.VOTED_ALREADY: _l("这一票已经投过了，不能再投。"),
    Why.ANSWER_MISSING: _l("还有事项没有选。不想选的，请选“弃权”。"),
    Why.ANSWER_UNKNOWN: _l("表决票上没有这个选项。请重新选。"),
    Why.ANSWER_DOUBLED: _l("一项里选重复了，或者又弃权又选了别的。请重新选。"),
    Why.TOO_MANY_CHOSEN: _l("选多了，这一项最多选%(most)s个。"),
    Why.OPTIONS_TOO_FEW: _l("至少要有%(least)s个选项。"),
    Why.OPTIONS_TOO_MANY: _l("最多%(most)s个选项。"),
    Why.OPTION_TWICE: _l("有两个选项一样。请改一个。"),
    Why.OPTIONS_NOT_ASKED: _l("这种题目不用写选项。"),
    Why.MOST_OUT_OF_RANGE: _l("最多选几个，请填1到%(most)s。"),
    Why.SCALE_MISSING: _l("请选用哪一套等次（AP-1）。"),
    Why.PROXY_NOT_PERMITTED: _l("只有业主表决可以委托他人。"),
    Why.PROXY_TO_ONESELF: _l("不能委托自己。请选另一个人。"),
    Why.PROXY_TO_THE_FIRM: _l("不能委托物业服务企业的人。请选另一个人。"),
    Why.PROXY_HOLDER_UNKNOWN: _l(
        "没有找到这个人。请核对姓名和登录名是不是同一个人的；还没有登记的，请先在本站登记。"
    ),
    Why.OPENING_NOT_KEPT: _l("这次表决不登记谁什么时候打开过表决票。请直接去投票。"),
    Why.PROXY_HOLDER_FULL: _l("一个人最多接受%(most)s份委托。请选另一个人。"),
    Why.PROXY_GIVEN: _l("这一票已经委托出去了。要换人，请先撤销。"),
    Why.PROXY_NOT_NEXT: _l("这份材料现在不能这样办。请刷新页面看看。"),
    Why.PROXY_USED: _l("受托人已经投了，不能再撤销。"),
    Why.OWNER_UNKNOWN: _l("这一号的业主不明，没有人可以签收，不能发纸票，也不能登记送达（OW-2）。"),
    Why.DELIVERY_NOT_KEPT: _l("这次表决不登记送达：只有业主表决，送达才有作用（B3.6）。"),
    Why.DELIVERED_ALREADY: _l("这一票的送达已经有记录。登记错了，先撤销，再登记。"),
    Why.NOT_DELIVERED: _l("这一票没有登记过送达，没有要撤销的。登录看到的，不能撤销。"),
    Why.HANDED_OUT_ALREADY: _l("这一票的纸质表决票已经发过了。"),
    Why.NOT_HANDED_OUT: _l("这一票没有发过纸质表决票（B3.5）。请核对号码。"),
    Why.SIGNATURE_MISSING: _l("网上已经投过。纸票要代替它，须有本人签名的字据（B3.5）。"),
    Why.SIGNATURE_UNASKED: _l("看字据先要在“查看记名票”写明理由；从那里打开，半小时内有效。"),
    Why.BUNDLE_SIZE: _l("一捆1到%(most)s张。"),
    Why.BUNDLE_TOO_LARGE: _l("还没有捆的纸票最多%(loose)s张。请重新点一点，多出来的票不能计。"),
    Why.BUNDLE_BEYOND_PAPERS: _l(
        "还没有捆的纸票最多%(loose)s张。请重新点一点；真的多出来的，不要捆进这一捆。"
    ),
    Why.BUNDLE_NONE_LOOSE: _l(
        "没有还没捆的纸票了，可能刚才有人捆好了，您的这%(size)s张没有再捆。"
        "请看看手里的票是不是已经算在上面哪一捆里，不要捆两遍。"
    ),
    Why.BUNDLE_BEYOND_ROLL: _l(
        "网上投的、捆好的和这一捆加起来，比名册上的票还多：最多还能捆%(room)s张。"
        "请重新点一点；真的还有多的，不能计，核对票数时写进说明。"
    ),
    Why.BUNDLE_READ: _l("这一捆已经有人录过，不能拆开；录过的人要求重新录以后，才可以拆。"),
    Why.NOT_READ_APART: _l("只录了一遍的，或者两遍录得不一样、还没有核定的，才能重新录。"),
    Why.NOT_A_READER: _l("只有录过这一捆的两个人才能要求重新录；您可以直接核定。"),
    Why.BUNDLE_MOVED_ON: _l(
        "您打开这一页以后，这一捆有人录过或者要重新录了，您这一次没有收下。"
        "看到过别人录的，请不要再录第一遍、第二遍；没有看到过的，核对以后再交。"
    ),
    Why.UNBUNDLED_ALREADY: _l("这一捆已经拆开了，请回到录入纸票的页面看看。"),
    Why.BUNDLE_SETTLED: _l("这一捆已经录完了。"),
    Why.BUNDLES_UNREAD: _l(
        "捆好的纸票还有%(papers)s张没有录完，录完再核对。哪一捆找不到了，请录过的人要求重新录，再拆开。"
    ),
    Why.SAME_CLERK: _l("这一捆您录过了，要由另一个账号来录。"),
    Why.LINES_WRONG: _l("张数不对，应当是%(size)s张。请重新点一点。"),
    Why.LINE_TWICE: _l("有一个号码录了两次。请核对。"),
    Why.LINE_NOT_RETURNED: _l("%(number)s号没有收回的纸票，或者已经录过。请核对号码。"),
    Why.OTHERS_STILL_VOTE: _l(
        "别的组还在投票，投到%(until)s。这以前，这一组的票不录入、不核对、不开箱、不计票：投完以前谁也不知道结果。"
    ),
    Why.ALIKE_NOT_RETURNED: _l(
        "两遍都录了%(number)s号，可是这一号没有收回的纸票，或者已经在别的捆里录过。"
        "请录过这一捆的人要求重新录，再核对号码。"
    ),
    Why.SHEETS_AWAITED: _l(
        "别的组的评分表还没有交齐，等到%(until)s为止。这以前不录入纸票、不核对、不开箱、不计票（AP-8）。"
    ),
    Why.RECONCILIATION_FAILS: _l("票数对不上，不能计票。请查明，或由两个人签名说明原因。"),
    Why.TEXT_MOVED_ON: _l(
        "您打开这一页以后，有人写了理由，或者改写了，您这一次没有收下。"
        "请重新打开这一页，看清楚现在写的理由，再决定签不签名。"
    ),
    Why.NO_GAP: _l("票数对得上，不用说明。"),
    Why.SAME_SIGNATORY: _l("要由另一个人来办，不能是同一个人。"),
    Why.NOT_REDACTED: _l("请先检查有没有居民的姓名、电话、门牌，再勾选（个人信息保护法第25条）。"),
    Why.BALLOTS_SHUT: _l("记名票要等计票以后才能查看；无记名的票谁也不能查看（B3.4）。"),
    Why.NO_CHALLENGE_HERE: _l("只有业主表决的结果可以申请核实。"),
    Why.CHALLENGE_TOO_LATE: _l("申请核实的期限已经过了。"),
    Why.CHALLENGE_ANSWERED: _l("这件申请已经答复过了。"),
    Why.CHALLENGES_OPEN: _l("还有核实申请没有答复（B3.5）。"),
    Why.NOT_FINAL_YET: _l("申请核实的期限还没有过，到%(until)s为止（B3.5）。"),
    Why.NO_URN: _l("无记名表决的票箱还没有准备好，现在不能开始。"),
    Why.NO_KEY_HERE: _l("这种表决不用钥匙保管人。"),
    Why.TOO_FEW_TO_SIGN: _l(
        "开箱以后要有%(least)s个人在证明上签名，现在能签名的只有%(number)s人。"
        "请先任命好，再交公钥、试开（%(article)s）。"
    ),
    Why.HOLDERS_WRONG: _l("要有%(number)s位保管人，各是各的职务（%(article)s）。"),
    Why.ROLL_NOT_SETTLED: _l("名册的异议期还没有过，过了才能封进票箱（RB-19）。"),
    Why.ROLL_SEALED: _l("名册已经封进票箱，不能再更正（G-9）。"),
    Why.REHEARSED_ALREADY: _l("已经试开过，公钥不能再换。"),
    Why.NOT_REHEARSED: _l("三位保管人还没有试开过票箱，不能开始表决。"),
    Why.COMMENTS_NOT_HERE: _l("这次表决不收随票说的话。只有无记名表决可以收。"),
    Why.COMMENTS_DIFFER: _l("随票说的话和证明对不上。请把同一次开箱的计票文件一起交上来。"),
    Why.NO_SUCH_SUMS: _l("证明里的数不是这张选票投得出来的。不要签名，请报告监督人员。"),
    Why.PAPER_INTO_THE_BOX: _l("无记名表决的纸票由本人投进票箱，不登记收回。"),
    Why.FINGERPRINT_DIFFERS: _l(
        "指纹和交上来的证明不一样。请核对有没有抄错；真的不一样，不要签名。"
    ),
    Why.HANDED_IN_ALREADY: _l("这份证明已经收下了，不用再交。签过的名照样算数。"),
    Why.CERTIFIED_ALREADY: _l("两个人都签过名了，不能再换。"),
    Why.URN_AGREES: _l("票箱里的数对得上，不能作废。请先核对票数。"),
    Why.BALLOTS_CHANGED: _l(
        "网上的票和投票结束时不一样了：有人绕过本站改了数据库。请系统管理员查清，从备份恢复；恢复不了的，要由两个人签名说明，说明会公开。"
    ),
    Why.URN_GONE: _l("票箱的文件不见了、坏了，或者是以前的备份，没有办法核对、计票。"),
    Why.NOT_CERTIFIED: _l("开票证明还没有两个人签名，不能计票。"),
    Why.NOT_PUBLISHED_YET: _l("结果还没有公布，票箱要留着。"),
    Why.DISPUTES_OPEN: _l("争议期到%(until)s，过了才能销毁票箱。"),
    Why.DESTROYED_ALREADY: _l("票箱已经销毁了。"),
    Why.NOT_INVITED: _l("这个人不在评议人名单上。"),
    Why.OF_A_MEETING: _l(
        "这次投票是评议会的一部分，起草、公示、开始、取消和公布都在评议会的页面上办。"
    ),
    UrnWhy.NO_BOX: _l("这次表决没有票箱。"),
    UrnWhy.UNREADABLE: _l("票箱的文件坏了，读不出来。请告诉工作人员。"),
    UrnWhy.NOT_AT_THIS_STAGE: _l("票箱现在不能这样办。请刷新页面，看看这次表决到了哪一步。"),
    UrnWhy.NOT_ON_ROLL: _l("票箱的名册上没有这一号。"),
    UrnWhy.VOTED_ALREADY: _l("这一票已经投过，或者已经领了纸票，不能再投。"),
    UrnWhy.ROLL_EMPTY: _l("票箱的名册是空的。"),
    UrnWhy.KEY_UNFIT: _l("这不是票箱能用的公钥。请重新生成、核对后再填。"),
    UrnWhy.KEY_OF_ANOTHER_VOTE: _l(
        "这把公钥是给编号%(named)s的表决做的，这次表决的编号是%(vote)s。请照下面的命令重新生成。"
    ),
    UrnWhy.SHEET_SHOWN: _l(
        "您填的是保管人的钥匙单，不是公钥。这张钥匙单已经给网站看过，不能再用：请重新生成一套，旧的三张都销毁。"
    ),
    UrnWhy.ANSWERS_UNFIT: _l("应当回答%(questions)s项。请每项都选，不想选的选“弃权”。"),
    UrnWhy.ANSWER_TOO_LONG: _l("第%(question)s项的回答太长。请重新选。"),
    UrnWhy.COMMENT_TOO_LONG: _l("随票说的话太长，最多%(most)s字节。请删短一些。"),
    UrnWhy.NOT_REHEARSED: _l(
        "保管人%(first)s和%(second)s读出的这一串不对。请核对：是不是填错了格，或者试开的是另一份文件。"
    ),
    UrnWhy.COUNTS_DIFFER: _l(
        "票箱里的数对不上：名册标记%(marked)s，网上%(online)s，纸票%(paper)s。请先查明。"
    ),
    UrnWhy.OTHER_CERTIFICATE: _l("这份开票证明和已经收下的不是同一份。"),
    UrnWhy.WATCHED: _l(
        "数据库的设置会留下投票的痕迹（%(settings)s），不能放票箱。请系统管理员改好。"
    ),
    UrnWhy.WORD_UNFIT: _l("自己写的暗语要有%(least)s到%(most)s个字。"),
    UrnWhy.RECEIPT_UNREADABLE: _l("读不懂这张回执。请核对有没有抄错、抄漏。"),
    UrnWhy.SHEET_UNREADABLE: _l("读不懂这张钥匙单。请核对有没有抄错、抄漏。"),
    UrnWhy.MISTYPED: _l("%(part)s第%(line)s行抄错了。请对照再输一遍。"),
    UrnWhy.SAME_HOLDER: _l("两张都是%(holder)s的钥匙单，要两位保管人的。"),
    UrnWhy.SHEETS_APART: _l("这两张钥匙单不是同一次表决的。"),
    UrnWhy.WRONG_KEY: _l("这把钥匙打不开这个票箱。请核对是不是这次表决的。"),
    UrnWhy.EXPORT_UNREADABLE: _l("读不懂票箱的导出文件。请重新导出。"),
    UrnWhy.ROWS_DROPPED: _l("票箱少了%(count)s行。不要计票，请报告监督人员。"),
    UrnWhy.ROWS_ADDED: _l("票箱多了%(count)s行。不要计票，请报告监督人员。"),
    UrnWhy.ROWS_TWICE: _l("票箱有%(count)s行重复。不要计票，请报告监督人员。"),
    UrnWhy.ROWS_TAMPERED: _l("票箱有%(count)s行被改动。不要计票，请报告监督人员。"),
    UrnWhy.ROWS_UNEQUAL: _l(
        "票箱第%(question)s格有%(rows)s行，票有%(ballots)s张，对不上。请报告监督人员。"
    ),
    UrnWhy.BALLOTS_DIFFER: _l(
        "票箱和公开记录对不上：少%(missing)s张，多%(added)s张。请报告监督人员。"
    ),
    UrnWhy.ROW_UNSEALED: _l("票箱第%(question)s格有一行打不开。请报告监督人员。"),
    UrnWhy.CERTIFICATE_UNREADABLE: _l("读不懂这份开票证明。请核对文件。"),
}
